package dev.switchboard.agent;

import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must remember to go on after a restart; {@link Conversation} is its fold. An assistant message is remembered before
 * any of its calls begins; an intent before its effect; a result as soon as it is there.
 */
public sealed interface Memory {

    /** A message for the model: the command, a steering message, or a request of the loop itself. */
    record UserSaid(List<Part> parts) implements Memory {
        public UserSaid {
            parts = List.copyOf(parts);
        }
    }

    /** Step {@code n} has been announced: when its model call is made again, the announcement is not. */
    record StepBegan(int n) implements Memory {}

    /**
     * The whole answer of step {@code n}.
     *
     * @param calls their ids are unique in the session
     * @param cut whether it ran into the token limit
     * @param usage absent when the provider did not say
     */
    record AssistantSaid(
            int n,
            List<Part> parts,
            List<ToolCall> calls,
            boolean cut,
            @Nullable Usage usage) implements Memory {
        public AssistantSaid {
            parts = List.copyOf(parts);
            calls = List.copyOf(calls);
        }
    }

    /** A call is about to change something. */
    record CallIntended(String callId, @Nullable ProcessGroup group) implements Memory {}

    /**
     * A call has its result.
     *
     * @param stops whether the run stops after this step: somebody rejected the call without saying why
     */
    record CallEnded(String callId, ToolResult result, boolean stops) implements Memory {}
}
