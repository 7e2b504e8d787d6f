package dev.switchboard.agent;

/** The beginning of a text that may be long. */
final class Excerpt {
    private static final String MORE = "...";

    private Excerpt() {}

    /** At most {@code max} characters of the text, and three dots when that is not all; never half a surrogate pair. */
    static String of(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + MORE;
    }
}
