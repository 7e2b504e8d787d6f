package dev.switchboard.cli.terminal;

/**
 * Makes text of others fit for a terminal: what an agent or a tool wrote must not move the cursor, recolour a question or turn the
 * direction of writing.
 */
public final class Plain {
    private Plain() {}

    /** The text without control characters other than line feeds and tabs. */
    public static String text(String text) {
        return filter(text, false);
    }

    /** The text on one line: white space and control characters become single spaces. */
    public static String line(String text) {
        return filter(text, true).strip();
    }

    private static String filter(String text, boolean oneLine) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (oneLine && (Character.isWhitespace(c) || isControl(c))) {
                if (kept.isEmpty() || kept.charAt(kept.length() - 1) != ' ') {
                    kept.append(' ');
                }
            } else if (c == '\n' || c == '\t' || !isControl(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c)
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200e'
                || c == '\u200f';
    }
}
