package dev.switchboard.cli.terminal;

/** How a piece of text stands out on a terminal. */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text as {@link #dress}, for a terminal that is not written through a {@link Screen}. */
    public String on(String text, boolean colour) {
        return dress(text, colour);
    }

    /** The text between the codes that switch this style on and off; the text alone without colour. */
    String dress(String text, boolean colour) {
        return colour && this != PLAIN ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
