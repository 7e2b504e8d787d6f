package dev.switchboard.runs.record;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How states and times are written in events, and so everywhere. */
public final class Wording {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Wording() {}

    /** The word for a constant of one of our enums: lower case. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** RFC 3339 in UTC with milliseconds. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }
}
