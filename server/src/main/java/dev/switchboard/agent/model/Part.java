package dev.switchboard.agent.model;

/** A part of what somebody said. More kinds (images, audio) join this family; whoever switches over it hears of them at compile time. */
public sealed interface Part {

    /** Words. */
    record Text(String text) implements Part {}

    /**
     * What a model thought before it spoke. Sent back to the model with the whole history; it may be empty, which is something else than no
     * thought to providers that ask for it.
     */
    record Think(String text) implements Part {}
}
