package dev.switchboard.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source says for one key.
 *
 * @param items the items when the source says a list; {@code text} then joins them
 */
record Saying(Origin origin, String text, @Nullable List<String> items) {
    private static final int LONGEST_QUOTE = 100;

    Saying(Origin origin, String text) {
        this(origin, text, null);
    }

    /** Enough of the text to recognise it, or nothing of it when it is secret. */
    String quote(Kind kind) {
        return kind.secret() ? "***" : shortened(text);
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
    }
}
