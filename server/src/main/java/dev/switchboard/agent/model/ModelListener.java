package dev.switchboard.agent.model;

/** Hears a model's answer while it is being streamed, on one thread, in the order in which it is said. Must not block for long. */
public interface ModelListener {
    void think(String fragment);

    void text(String fragment);

    /** A call of a tool begins; {@code id} is unique within the answer. */
    void toolCall(String id, String name);

    /** More of the arguments of a call that has begun. */
    void toolArguments(String id, String fragment);
}
