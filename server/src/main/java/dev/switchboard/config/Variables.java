package dev.switchboard.config;

import java.util.Locale;

/** How keys are written as environment variables. */
final class Variables {
    static final String PREFIX = "SWITCHBOARD_";

    private Variables() {}

    /** {@code runs.max-running} is {@code SWITCHBOARD_RUNS_MAX_RUNNING}. */
    static String of(String key) {
        return PREFIX + word(key);
    }

    /** A part of a key as a part of a variable's name. */
    static String word(String part) {
        return part.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
