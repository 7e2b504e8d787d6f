package dev.switchboard.cli.terminal;

/** How many columns of a terminal a text takes: two for a Chinese character, none for a combining mark. */
public final class Width {
    private Width() {}

    public static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    /** The text, cut to so many columns with an ellipsis when it is wider. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            used += of(point);
            if (used > columns - 1) {
                break;
            }
            kept.appendCodePoint(point);
            i += Character.charCount(point);
        }
        return kept.append('…').toString();
    }

    /** The text, filled up with spaces to so many columns. */
    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    private static int of(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /** The wide and fullwidth ranges of Unicode's East Asian Width, and the pictures that terminals draw wide. */
    private static boolean isWide(int point) {
        return point >= 0x1100
                && (point <= 0x115F
                        || point >= 0x2E80 && point <= 0x303E
                        || point >= 0x3041 && point <= 0x33FF
                        || point >= 0x3400 && point <= 0x4DBF
                        || point >= 0x4E00 && point <= 0xA4CF
                        || point >= 0xA960 && point <= 0xA97F
                        || point >= 0xAC00 && point <= 0xD7A3
                        || point >= 0xF900 && point <= 0xFAFF
                        || point >= 0xFE30 && point <= 0xFE6F
                        || point >= 0xFF00 && point <= 0xFF60
                        || point >= 0xFFE0 && point <= 0xFFE6
                        || point >= 0x1F300 && point <= 0x1F64F
                        || point >= 0x1F680 && point <= 0x1F6FF
                        || point >= 0x1F900 && point <= 0x1F9FF
                        || point >= 0x20000 && point <= 0x3FFFD);
    }
}
