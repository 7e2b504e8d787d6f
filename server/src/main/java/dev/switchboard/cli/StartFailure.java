package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Text;

/** The server cannot start as it is configured, or the configuration cannot be used at all. */
public final class StartFailure extends RuntimeException {
    /** The code of a failure to listen where it was asked for. */
    public static final String PORTS = "listen";

    private final String code;
    private final Text what;
    private final String next;

    /**
     * @param code a stable word, in snake_case
     * @param why what is behind it, with the value and the expectation
     * @param next the exact command that helps
     */
    public StartFailure(String code, Text what, String why, String next) {
        super(why, null, false, false);
        this.code = code;
        this.what = what;
        this.next = next;
    }

    /** The same with another command that helps. */
    StartFailure followedBy(String command) {
        return new StartFailure(code, what, why(), command);
    }

    public String code() {
        return code;
    }

    public Text what() {
        return what;
    }

    public String why() {
        return String.valueOf(getMessage());
    }

    public String next() {
        return next;
    }
}
