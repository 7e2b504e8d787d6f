package dev.switchboard.agent.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's whole answer: thoughts before words, in the order in which they were streamed.
 *
 * @param usage absent when the provider did not say
 */
public record ModelReply(
        List<Part> parts,
        List<ToolCall> calls,
        Finish finish,
        @Nullable Usage usage) {
    public ModelReply {
        parts = List.copyOf(parts);
        calls = List.copyOf(calls);
    }

    /** Why the model stopped. */
    public enum Finish {
        /** It had said what it wanted, or wants its calls answered. */
        STOP,
        /** It ran into its token limit: what it said is cut. */
        LENGTH,
        /** Something else, such as a content filter. */
        OTHER
    }
}
