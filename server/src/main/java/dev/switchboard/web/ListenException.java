package dev.switchboard.web;

/** The server cannot listen as it was told to. The message is one line for whoever started it, and says what to do. */
public final class ListenException extends Exception {
    private final Kind kind;

    /** What was in the way. */
    public enum Kind {
        /** A port that was asked for, or all of those that might have been, is taken or not ours to take. */
        PORT,
        /** Other machines could come in without a token. */
        TOKEN,
        /** Anything else that is configured. */
        CONFIGURATION
    }

    ListenException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ListenException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
