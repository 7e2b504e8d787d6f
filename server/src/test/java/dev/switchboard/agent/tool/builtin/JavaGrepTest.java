package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JavaGrepTest extends GrepContract {
    /** Takes longer than anybody lives. */
    private static final String CATASTROPHE = "(x+x+)+y";

    @Override
    @Nullable
    Path ripgrep() {
        return null;
    }

    @Test
    void aCatastrophicExpressionEndsInTime() throws Exception {
        ToolConfig hasty = new ToolConfig(Set.of(), 50_000, 50_000, 1000, 1, 1, Duration.ofMillis(300), 1000);
        place = new Workplace(place.workDir, hasty, System.getenv(), null);
        place.file("a.txt", "x".repeat(1000) + "\n");

        ToolResult result = grep(CATASTROPHE);

        assertThat(result.ok()).isFalse();
        assertThat(result.message()).isEqualTo("The search was stopped. It took too long; narrow it.");
        assertThat(result.brief()).isEqualTo("Failed to grep");
    }

    @Test
    void aSearchCanBeCancelled() throws Exception {
        place.file("a.txt", "x".repeat(1000) + "\n");
        AtomicReference<Object> outcome = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread call = Thread.ofVirtual().start(() -> {
            begun.countDown();
            try {
                outcome.set(grep(CATASTROPHE));
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        begun.await();

        call.interrupt();
        call.join();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anExpressionThatRecursesTooDeepLeavesTheFileOut() throws Exception {
        place.file("a.txt", "ab".repeat(400_000) + "\n");
        place.file("b.txt", "abc\n");

        ToolResult result = grep("(a|b)+c");

        assertThat(result.output()).isEqualTo("b.txt\n");
        assertThat(result.message()).endsWith("Some files have lines that are too long for this pattern.");
    }
}
