package dev.switchboard.cli.terminal;

/** With what a command ends. */
public final class ExitCode {
    public static final int OK = 0;
    /** The run or the command failed for good. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int NOT_ALLOWED = 4;
    public static final int NOT_FOUND = 5;
    public static final int CONFLICT = 6;
    /** Waits for a person, and nobody may be asked here. */
    public static final int WAITING = 8;

    public static final int UNREACHABLE = 69;
    /** A bug of ours. */
    public static final int SOFTWARE = 70;
    /** Standard output cannot be written. */
    public static final int IO = 74;

    public static final int TRY_AGAIN = 75;
    public static final int CONFIG = 78;
    public static final int TIMEOUT = 124;
    public static final int SIGHUP = 129;
    public static final int SIGINT = 130;
    public static final int SIGPIPE = 141;
    public static final int SIGTERM = 143;

    private ExitCode() {}
}
