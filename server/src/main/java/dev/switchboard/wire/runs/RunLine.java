package dev.switchboard.wire.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a run says, apart from its envelope. A run's numbered lines end with exactly one {@link Ended}; {@link Delta} and
 * {@link Heartbeat} have no number and may come at any time before it.
 */
public sealed interface RunLine {

    /** The agent is prepared. */
    record ThreadStarted(String sessionId, String workDir, String modelName) implements RunLine {}

    /** A whole message of the agent. */
    record Said(String itemId, String text) implements RunLine {}

    /** A whole thought of the model; the id is empty when the server gives none. */
    record Thought(String itemId, String text) implements RunLine {}

    /**
     * A fragment of something that is still being said.
     *
     * @param kind {@code text}, {@code think}, {@code tool_arguments} or {@code tool_output}
     * @param offset where the fragment belongs in the whole, in UTF-16 code units; 0 replaces what the reader has
     */
    record Delta(String itemId, String kind, long offset, String text) implements RunLine {}

    /** A tool is about to be used; {@code arguments} is a JSON text. */
    record ToolCalled(String callId, String tool, String arguments) implements RunLine {}

    /** A tool has ended. */
    record ToolEnded(String callId, boolean ok, String message, String brief, String output) implements RunLine {}

    /** Somebody has to say whether a tool may do something. */
    record ApprovalAsked(ApprovalDocument approval) implements RunLine {}

    /**
     * The question has its answer.
     *
     * @param by who gave it; {@code deadline} when nobody did in time, {@code cancel} when the run was ended before
     */
    record ApprovalAnswered(String id, String decision, String by, String feedback) implements RunLine {
        /** Whether somebody has answered, and not the course of events. */
        public boolean byPerson() {
            return !by.equals("deadline") && !by.equals("cancel");
        }
    }

    /**
     * A step is done again.
     *
     * @param discarded ids of the items, thoughts and tool calls of the failed attempt that had been shown; they are void
     */
    record StepRetried(long attempt, long delayMs, String reason, List<String> discarded) implements RunLine {
        public StepRetried {
            discarded = List.copyOf(discarded);
        }
    }

    /** A person has said something to the running agent. */
    record Steered(String text) implements RunLine {}

    /** The run goes on after a restart of its server. */
    record Resumed(String reason) implements RunLine {}

    /** Something of an agent that a tool call has started. */
    record Nested(String callId, RunLine inner) implements RunLine {}

    /** Something went wrong; the end follows. */
    record Failed(String message, String details) implements RunLine {}

    /** The end. */
    record Ended(
            RunStatus status,
            String reason,
            long steps,
            TokenUsage usage,
            @Nullable DigestDocument digest,
            @Nullable Failed error)
            implements RunLine {}

    /** The connection lives and the run is quiet. */
    record Heartbeat(long after) implements RunLine {}

    /** A line that a reader of this kind has no use for, or does not know. */
    record Other(String type) implements RunLine {}
}
