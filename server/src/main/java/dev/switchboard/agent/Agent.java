package dev.switchboard.agent;

/** An agent that is ready to work in one directory, on one conversation. */
public interface Agent {

    /** What it turned out to be. */
    Profile profile();

    /**
     * Works until the model has nothing more to do or something stops it. The conversation ends with a user message, or wherever an
     * earlier attempt was cut off: an assistant message whose calls are not all answered is taken up at those calls. Blocks the
     * calling virtual thread.
     *
     * @param soFar takes in what is remembered meanwhile, so it can be handed in again when this has returned; after an exception it has
     *     to be folded anew
     * @throws InterruptedException when cancelled: its tools and its model call have ended by then, and {@code StepInterrupted} is
     *     logged if a step was under way
     */
    Outcome work(Conversation soFar, AgentHost host) throws InterruptedException;

    /**
     * An agent, as {@code thread.started} tells it.
     *
     * @param agentFile absolute path, or the name of the built-in agent
     * @param modelName the provider's id of the model; empty when none is configured
     * @param thinking whether the model is asked to think; false when it cannot
     */
    record Profile(String agentFile, String modelName, boolean thinking) {}
}
