package dev.switchboard.wire.bridge;

/** A member of a document is not what it has to be. Its message names the member and the expectation, and never the value. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
