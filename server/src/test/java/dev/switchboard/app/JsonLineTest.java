package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    private final LoggerContext context = new LoggerContext();

    JsonLineTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void aLineIsAnObjectWithTheWholeSentence() {
        assertThat(line("run ended status={} reason={}", "error", "a \"b\""))
                .startsWith("{\"timestamp\":\"2026-03-04T05:06:07.089Z\",\"level\":\"INFO\",")
                .contains("\"message\":\"run ended status=error reason=a \\\"b\\\"\"")
                .contains("\"run\":\"7c6\"", "\"trace\":\"abc\"")
                .doesNotContain("arguments", "properties", "{}")
                .endsWith("}\n");
    }

    @Test
    void aMessageThatIsMissingIsNoFailure() {
        assertThat(line(null)).contains("\"message\":");
    }

    private String line(@Nullable String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                JsonLineTest.class.getName(),
                context.getLogger("dev.switchboard.runs.Runs"),
                Level.INFO,
                message,
                null,
                arguments);
        event.setInstant(Instant.parse("2026-03-04T05:06:07.089Z"));
        event.setMDCPropertyMap(Map.of("run", "7c6", "trace", "abc"));
        JsonLine encoder = new JsonLine();
        encoder.setContext(context);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
