package dev.switchboard.egress;

/** A request got no whole answer. The message is for people and holds neither a header nor a body nor the query of a URL. */
public final class EgressException extends Exception {
    private final Kind kind;

    EgressException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong. */
    public enum Kind {
        /** The guard does not allow the address, or the URL cannot be used. Trying again does not help. */
        REFUSED,
        /** The host has no address. */
        UNKNOWN_HOST,
        /** No connection came about. */
        NOT_CONNECTED,
        /** The other side took too long. */
        TIMED_OUT,
        /** The connection broke before the answer was whole. */
        BROKEN,
        /** The answer is larger than allowed. */
        TOO_LARGE
    }
}
