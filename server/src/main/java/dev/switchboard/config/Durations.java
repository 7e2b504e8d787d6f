package dev.switchboard.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 500ms}, {@code 15s}, {@code 1h30m}, {@code 7d}; a bare number counts seconds. */
final class Durations {
    private static final Pattern WRITTEN =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private Durations() {}

    static Duration parse(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Matcher matcher = WRITTEN.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("not a span of time");
        }
        return Duration.ofDays(number(matcher, 1))
                .plusHours(number(matcher, 2))
                .plusMinutes(number(matcher, 3))
                .plusSeconds(number(matcher, 4))
                .plusMillis(number(matcher, 5));
    }

    static String print(Duration span) {
        if (span.isZero()) {
            return "0s";
        }
        return part(span.toDays(), "d")
                + part(span.toHoursPart(), "h")
                + part(span.toMinutesPart(), "m")
                + part(span.toSecondsPart(), "s")
                + part(span.toMillisPart(), "ms");
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
