package dev.switchboard.wire.bridge;

/** A member that has to be there is not. */
public final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String member;

    public MissingException(String member) {
        super(member + ": missing", null, false, false);
        this.member = member;
    }

    public String member() {
        return member;
    }
}
