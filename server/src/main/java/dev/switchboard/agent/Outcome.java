package dev.switchboard.agent;

/** How an agent's turn ended, as far as the agent can tell. A cancel is an {@link InterruptedException} instead. */
public sealed interface Outcome {

    /** The model has nothing more to do, or somebody rejected a call without saying why. */
    record Finished() implements Outcome {}

    /** As many steps as were allowed. */
    record MaxStepsReached(int steps) implements Outcome {}

    /**
     * It cannot go on.
     *
     * @param reason a word for programs: {@code provider}, {@code length}, {@code budget_tokens}
     * @param message for people, as in the {@code error} line
     */
    record Failed(String reason, String message) implements Outcome {}
}
