package dev.switchboard.runs.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** How states and times are written in events, and so everywhere. */
public final class Wording {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private Wording() {}

    /** The word for a constant of one of our enums: lower case. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * RFC 3339 in UTC with milliseconds, for the years that it knows, 0 to 9999. Every line that is sent has one, and the JDK's formatters
     * take longer for it than the rest of the line does, so it is put together here.
     */
    public static String time(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24);
        number(text, utc.getYear(), 1000).append('-');
        number(text, utc.getMonthValue(), 10).append('-');
        number(text, utc.getDayOfMonth(), 10).append('T');
        number(text, utc.getHour(), 10).append(':');
        number(text, utc.getMinute(), 10).append(':');
        number(text, utc.getSecond(), 10).append('.');
        return number(text, utc.getNano() / NANOS_PER_MILLI, 100).append('Z').toString();
    }

    /**
     * Writes all digits of a number.
     *
     * @param place what its first digit counts
     */
    private static StringBuilder number(StringBuilder text, int number, int place) {
        for (int each = place; each > 0; each /= 10) {
            text.append((char) ('0' + number / each % 10));
        }
        return text;
    }
}
