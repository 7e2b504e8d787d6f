package dev.switchboard.chat.record;

/** Texts made short. */
final class OneLine {
    private OneLine() {}

    /** The text's beginning on one line, with an ellipsis when it goes on; at most {@code max} characters. */
    static String of(String text, int max) {
        StringBuilder line = new StringBuilder();
        boolean gap = false;
        int at = 0;
        while (at < text.length() && line.length() <= max) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (Character.isWhitespace(point) || Character.isISOControl(point)) {
                gap = !line.isEmpty();
            } else {
                line.append(gap ? " " : "").appendCodePoint(point);
                gap = false;
            }
        }
        return line.length() <= max ? line.toString() : cut(line.toString(), max - 1) + "…";
    }

    /** The first characters of a text; a pair of surrogates is not divided. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
