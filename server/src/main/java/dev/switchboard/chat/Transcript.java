package dev.switchboard.chat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.record.Attachment;
import dev.switchboard.chat.record.ChatEvent.Origin;
import dev.switchboard.chat.record.ChatSession;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a session, oldest first.
 *
 * @param session absent when there is no such session
 * @param hasMore whether older messages were left out
 */
public record Transcript(@Nullable ChatSession session, List<Message> messages, boolean hasMore) {
    public Transcript {
        messages = List.copyOf(messages);
    }

    /** A message. */
    public sealed interface Message {
        /** Where it stands in the log: the position of its last event. */
        long cursor();

        Instant at();
    }

    /** Somebody said something to the agent. */
    public record User(long cursor, Instant at, String turn, String text, List<Attachment> attachments, Origin origin)
            implements Message {
        public User {
            attachments = List.copyOf(attachments);
        }
    }

    /**
     * What the agent answered in one call of its model, or what was put into its mouth.
     *
     * @param turn absent for an injected message
     * @param label of an injected message
     */
    public record Assistant(
            long cursor,
            Instant at,
            @Nullable String turn,
            List<Part> parts,
            Usage usage,
            String model,
            Stop stop,
            @Nullable String errorMessage,
            @Nullable String label)
            implements Message {
        public Assistant {
            parts = List.copyOf(parts);
        }
    }

    /** Why an answer ended where it does. */
    public enum Stop {
        /** There was nothing more to say. */
        END,
        /** Tools were called. */
        TOOL_USE,
        ERROR,
        ABORTED,
        /** The model did not say it: it is the answer to a command, a question about an approval, or was injected. */
        INJECTED
    }

    /** What a tool returned. */
    public record ToolResult(
            long cursor, Instant at, String turn, String callId, String tool, String text, boolean failed)
            implements Message {}

    /** What the system said. */
    public record Note(long cursor, Instant at, String text) implements Message {}

    /** A part of an answer. */
    public sealed interface Part {
        /** Words. */
        record Text(String text) implements Part {}

        /** A thought. */
        record Thinking(String text) implements Part {}

        /**
         * A call of a tool.
         *
         * @param arguments JSON text as the model wrote it: it may be anything
         */
        record ToolCall(String id, String name, String arguments) implements Part {}
    }
}
