package dev.switchboard.cli.terminal;

import dev.switchboard.time.Time;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Times for people, in their own zone. Written by hand: the JDK's formatters cost a short command more than its call to the server. */
public final class Moments {
    private Moments() {}

    /** An RFC 3339 time in UTC as the local time of day, with the date unless it is today; what is not such a time stays as it is. */
    public static String local(String utc, Time time) {
        Instant instant;
        try {
            instant = parse(utc);
        } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException e) {
            return utc;
        }
        ZonedDateTime then = instant.atZone(time.zone());
        String clock = two(then.getHour()) + ":" + two(then.getMinute()) + ":" + two(then.getSecond());
        boolean today = then.toLocalDate().equals(time.now().atZone(time.zone()).toLocalDate());
        return today
                ? clock
                : then.getYear() + "-" + two(then.getMonthValue()) + "-" + two(then.getDayOfMonth()) + " " + clock;
    }

    /** From one such time to another; empty when one of them is none. */
    public static String between(String from, String to) {
        try {
            return span(Duration.between(parse(from), parse(to)));
        } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException e) {
            return "";
        }
    }

    /** A span of time as {@code 0.8s}, {@code 42s}, {@code 3m05s} or {@code 2h07m}. */
    public static String span(Duration span) {
        long millis = Math.max(0, span.toMillis());
        if (millis < 10_000) {
            return millis / 1000 + "." + millis % 1000 / 100 + "s";
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? seconds / 60 + "m" + two(seconds % 60) + "s"
                : seconds / 3600 + "h" + two(seconds % 3600 / 60) + "m";
    }

    /** {@code 2026-11-20T10:00:03.512Z}, with any number of digits after the point, or none. */
    private static Instant parse(String utc) {
        if (!utc.endsWith("Z")) {
            throw new DateTimeException(utc);
        }
        return LocalDateTime.of(
                        number(utc, 0, 4),
                        number(utc, 5, 7),
                        number(utc, 8, 10),
                        number(utc, 11, 13),
                        number(utc, 14, 16),
                        number(utc, 17, 19),
                        nanos(utc))
                .toInstant(ZoneOffset.UTC);
    }

    private static int nanos(String utc) {
        if (utc.charAt(19) != '.') {
            return 0;
        }
        String digits = utc.substring(20, utc.length() - 1);
        return Integer.parseInt((digits + "000000000").substring(0, 9));
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text.substring(from, to));
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
