package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.testing.ChildJvm;
import dev.switchboard.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a command when the server dies: told with a second Java process that runs the command and is killed. */
@Timeout(60)
class HeldShellTest {
    @TempDir
    Path directory;

    private final ProcessGroups groups = new ProcessGroups(new SystemTime());
    private @Nullable ChildJvm server;

    /** A server that runs one command, says its group, and waits with the release if it is told so. */
    static final class Server {
        public static void main(String[] arguments) throws Exception {
            Workplace place = new Workplace(Path.of(arguments[0]));
            boolean hold = arguments[1].equals("hold");
            place.onIntend = group -> {
                System.out.println(group.pid() + " " + group.startTicks());
                if (hold) {
                    waitForEver();
                }
            };
            place.bash(arguments[2], 300);
        }

        private static void waitForEver() {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @AfterEach
    void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aHeldCommandNeverRunsWhenTheServerDies() throws Exception {
        ProcessGroup group = start("hold", "touch mark");
        assertThat(Processes.isAlive(group.pid())).isTrue();

        server.kill();

        Workplace.await("the held shell has ended", () -> !Processes.isAlive(group.pid()));
        assertThat(directory.resolve("mark")).doesNotExist();
    }

    @Test
    void aReleasedCommandIsEndedByTheNextServer() throws Exception {
        ProcessGroup group = start("release", "echo $$ >pid; (sleep 1000; true); true");
        Workplace.await(
                "the command runs", () -> directory.resolve("pid").toFile().length() > 0);
        server.kill();
        assertThat(Processes.isAlive(directory.resolve("pid"))).isTrue();

        assertThat(groups.end(group)).isTrue();

        assertThat(Processes.isAlive(directory.resolve("pid"))).isFalse();
        assertThat(groups.end(group)).isFalse();
    }

    @Test
    void theBackgroundOfACommandEndsWithItWithoutAServer() throws Exception {
        start("release", "sleep 1000 >/dev/null 2>&1 & echo $! >pid; while [ ! -e go ]; do sleep 0.05; done");
        Workplace.await(
                "the command runs", () -> directory.resolve("pid").toFile().length() > 0);
        server.kill();
        long background = Processes.pid(directory.resolve("pid"));
        assertThat(Processes.isAlive(background)).isTrue();

        Files.createFile(directory.resolve("go"));

        Workplace.await("the background has ended", () -> !Processes.isAlive(background));
    }

    private ProcessGroup start(String mode, String command) throws Exception {
        CompletableFuture<String> said = new CompletableFuture<>();
        server = ChildJvm.start(List.of(), Server.class, List.of(directory.toString(), mode, command), said::complete);
        String[] words = said.get(30, TimeUnit.SECONDS).split(" ");
        return new ProcessGroup(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }
}
