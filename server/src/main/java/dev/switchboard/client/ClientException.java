package dev.switchboard.client;

import org.jspecify.annotations.Nullable;

/** Carries a {@link ClientProblem} up to whoever tells the person. */
public final class ClientException extends RuntimeException {
    private final transient ClientProblem problem;

    public ClientException(ClientProblem problem) {
        this(problem, null);
    }

    ClientException(ClientProblem problem, @Nullable Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public ClientProblem problem() {
        return problem;
    }
}
