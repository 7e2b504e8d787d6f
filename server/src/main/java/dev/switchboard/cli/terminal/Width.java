package dev.switchboard.cli.terminal;

/** How many columns of a terminal a text takes: two for a Chinese character, none for a combining mark. */
public final class Width {
    /** Beginnings and ends of ranges, in order: wide and fullwidth in Unicode's East Asian Width, and pictures that terminals draw wide. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F,
        0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD,
    };

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

    private static boolean isWide(int point) {
        for (int i = 0; i < WIDE.length; i += 2) {
            if (point < WIDE[i]) {
                return false;
            }
            if (point <= WIDE[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
