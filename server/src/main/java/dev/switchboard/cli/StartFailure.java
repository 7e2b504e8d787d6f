package dev.switchboard.cli;

/** The server cannot start as it is configured. */
public final class StartFailure extends RuntimeException {
    /** The code of a failure to listen where it was asked for. */
    public static final String PORTS = "listen";

    private final String code;
    private final String next;

    /**
     * @param code a stable word, in snake_case
     * @param what one sentence with the value and the expectation
     * @param next the command or the line of configuration that helps
     */
    public StartFailure(String code, String what, String next) {
        super(what, null, false, false);
        this.code = code;
        this.next = next;
    }

    public String code() {
        return code;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public String next() {
        return next;
    }
}
