package dev.switchboard.problem;

/** Carries a {@link Problem} up to the boundary that answers for it. It has no stack trace: a problem is an answer, not a bug. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
