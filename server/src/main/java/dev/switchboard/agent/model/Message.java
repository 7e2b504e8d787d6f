package dev.switchboard.agent.model;

import java.util.List;

/** One message of a conversation, as a model sees it. The system prompt is not one. */
public sealed interface Message {

    /** What the user, or somebody in the user's place, said. */
    record User(List<Part> parts) implements Message {
        public User {
            parts = List.copyOf(parts);
        }
    }

    /** What the model answered; {@code parts} may be empty when it only called tools. */
    record Assistant(List<Part> parts, List<ToolCall> calls) implements Message {
        public Assistant {
            parts = List.copyOf(parts);
            calls = List.copyOf(calls);
        }
    }

    /** What a tool returned. Every call of an assistant message is followed by its result, in the order of the calls. */
    record ToolReply(String callId, List<Part> parts) implements Message {
        public ToolReply {
            parts = List.copyOf(parts);
        }
    }
}
