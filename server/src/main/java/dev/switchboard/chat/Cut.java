package dev.switchboard.chat;

/** Long texts made bearable. */
final class Cut {
    /** What tools are given and return may be this long in a chat, in characters; the run has the whole. */
    static final int TOOL_MAX = 100_000;

    /** What is said in one turn may be this long, in characters. */
    static final int SAID_MAX = 1_000_000;

    private Cut() {}

    /** The text, or its beginning and a note that it goes on. */
    static String to(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "\n… (" + (text.length() - end) + " characters are left out)";
    }

    /** The text, or its end behind an ellipsis. */
    static String endOf(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int from = text.length() - max;
        return "…" + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
