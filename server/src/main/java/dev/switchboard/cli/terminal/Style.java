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

    /** The text between the codes that switch this style on and off; the text alone without colour. */
    String dress(String text, boolean colour) {
        return colour && this != PLAIN ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
