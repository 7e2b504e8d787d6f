package dev.switchboard.cli.terminal;

/** Carries a {@link Failure} up to the end of the command. */
public final class FailureException extends RuntimeException {
    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.what(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
