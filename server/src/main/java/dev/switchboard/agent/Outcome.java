package dev.switchboard.agent;

/** How an agent's turn ended, as far as the agent can tell. A cancel is an {@link InterruptedException} instead. */
public sealed interface Outcome {

    /** The model has nothing more to do. When a message has come in meanwhile, the agent is asked to work again. */
    record Finished() implements Outcome {}

    /** Somebody rejected a call without saying why: the run ends as finished, whatever messages wait. */
    record Rejected() implements Outcome {}

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
