package dev.switchboard.cli.live;

import java.util.HashMap;
import java.util.Map;

/**
 * Joins the fragments of messages and their whole texts, so that each character is shown once. It answers with what is still to be
 * shown. One thread at a time.
 */
final class SpokenText {
    private final Map<String, StringBuilder> shown = new HashMap<>();

    /** What a fragment adds to what has been shown; empty when there is nothing new, or when something before it is missing. */
    String fragment(String item, long offset, String text) {
        StringBuilder known = shown.computeIfAbsent(item, id -> new StringBuilder());
        if (offset > known.length()) {
            return "";
        }
        int overlap = (int) (known.length() - offset);
        if (overlap >= text.length()) {
            return "";
        }
        String added = text.substring(overlap);
        known.append(added);
        return added;
    }

    /** What the whole text adds; all of it, on a line of its own, when something else had been shown. */
    String whole(String item, String text) {
        StringBuilder known = shown.remove(item);
        if (known == null) {
            return text;
        }
        return text.startsWith(known.toString()) ? text.substring(known.length()) : "\n" + text;
    }
}
