package dev.switchboard.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;

/**
 * What happened, as one line of text; an exception follows on lines of its own. By hand, since Logback's patterns take longer to set up
 * than the rest of the log. Control characters in what is told become spaces, so that nothing told can pass for a line.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final String[] FIELDS = {"run", "session", "trace"};
    private static final int LEVEL_WIDTH = 5;

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time(line, event.getTimeStamp());
        line.append(' ').append(event.getLevel());
        line.repeat(' ', Math.max(0, LEVEL_WIDTH - event.getLevel().levelStr.length()));
        line.append(' ').append(simple(event.getLoggerName())).append(" - ");
        told(
                line,
                String.valueOf(
                        event.getFormattedMessage())); // Libraries log messages of exceptions, which may have none.
        Map<String, String> context = event.getMDCPropertyMap();
        for (String field : FIELDS) {
            line.append(' ').append(field).append('=');
            told(line, Objects.requireNonNullElse(context.get(field), "-"));
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    /** The moment, RFC 3339 in UTC with milliseconds. */
    static void time(StringBuilder line, long epochMillis) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
        line.append(time.toLocalDate()).append('T');
        digits(line, time.getHour(), 10).append(':');
        digits(line, time.getMinute(), 10).append(':');
        digits(line, time.getSecond(), 10).append('.');
        digits(line, time.getNano() / 1_000_000, 100).append('Z');
    }

    /** @param highest what the first digit counts */
    private static StringBuilder digits(StringBuilder line, int number, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            line.append((char) ('0' + number / unit % 10));
        }
        return line;
    }

    private static String simple(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void told(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            line.append(Character.isISOControl(letter) ? ' ' : letter);
        }
    }
}
