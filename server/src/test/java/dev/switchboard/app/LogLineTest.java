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

class LogLineTest {
    private final LoggerContext context = new LoggerContext();

    LogLineTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void aLineSaysWhenHowSeriousWhereAndWhat() {
        assertThat(line(Level.INFO, null, "took {} of {}", 3, "four"))
                .isEqualTo("2026-03-04T05:06:07.089Z INFO  Runs - took 3 of four run=- session=- trace=-\n");
        assertThat(line(Level.ERROR, null, "no")).contains("Z ERROR Runs - no ");
    }

    @Test
    void aLineSaysWhichRunItIsAbout() {
        LoggingEvent event = event(Level.WARN, null, "slow");
        event.setMDCPropertyMap(Map.of("run", "7c6", "trace", "abc"));

        assertThat(text(event)).endsWith("slow run=7c6 session=- trace=abc\n");
    }

    @Test
    void anExceptionFollowsOnLinesOfItsOwn() {
        String text = line(Level.ERROR, new IllegalStateException("why"), "failed");

        assertThat(text.lines().toList())
                .startsWith(
                        "2026-03-04T05:06:07.089Z ERROR Runs - failed run=- session=- trace=-",
                        "java.lang.IllegalStateException: why")
                .hasSizeGreaterThan(2);
        assertThat(text).endsWith("\n");
    }

    @Test
    void nothingToldCanPassForALine() {
        assertThat(line(Level.INFO, null, "path {}", "a\r\n2026-03-04 ERROR b\u001b[31m\u0085"))
                .hasLineCount(1)
                .contains("path a  2026-03-04 ERROR b [31m  run=-");
    }

    @Test
    void aMessageThatIsMissingIsNoFailure() {
        LoggingEvent event = event(Level.INFO, null, "");
        LoggingEvent nothing = new LoggingEvent("", context.getLogger("a.B"), Level.INFO, null, null, null);
        nothing.setInstant(event.getInstant());

        assertThat(text(nothing)).contains("B - null run=-");
    }

    private String line(Level level, @Nullable Throwable failure, String message, Object... arguments) {
        return text(event(level, failure, message, arguments));
    }

    private LoggingEvent event(Level level, @Nullable Throwable failure, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                LogLineTest.class.getName(),
                context.getLogger("dev.switchboard.runs.Runs"),
                level,
                message,
                failure,
                arguments);
        event.setInstant(Instant.parse("2026-03-04T05:06:07.089Z"));
        return event;
    }

    private String text(LoggingEvent event) {
        LogLine encoder = new LogLine();
        encoder.setContext(context);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
