package dev.switchboard.agent;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import java.time.Duration;
import java.util.List;

/**
 * What an agent does, for whoever watches it. Each step reads {@code StepBegan}, then any of the others; {@code ToolEnded} follows its
 * {@code ToolCalled}; the calls of a step are logged after its model call has ended.
 */
public sealed interface AgentEvent {

    /** A step begins: one model call and the tools that it calls. Numbered from 1. */
    record StepBegan(int n) implements AgentEvent {}

    /** A provider error or a cancel ended the step. */
    record StepInterrupted() implements AgentEvent {}

    /**
     * The model call failed and is made again after a delay.
     *
     * @param attempt the one that failed, numbered from 1
     * @param discarded what was shown of it under these ids does not count; no later item or call has one of them
     */
    record StepRetried(int n, int attempt, Duration delay, String reason, List<String> discarded)
            implements AgentEvent {
        public StepRetried {
            discarded = List.copyOf(discarded);
        }
    }

    /** The model thought this. */
    record Thought(String itemId, String text) implements AgentEvent {}

    /** The model said this: the whole item, trimmed, never empty. */
    record Said(String itemId, String text) implements AgentEvent {}

    /** The model calls a tool. */
    record ToolCalled(ToolCall call) implements AgentEvent {}

    /** A tool has returned, or its call was refused. */
    record ToolEnded(String callId, ToolResult result) implements AgentEvent {}

    /** How full the context window was: the tokens of the request just made over its size; may exceed 1. */
    record ContextUsed(double fraction) implements AgentEvent {}

    /** The tokens of one model call. */
    record TokensUsed(Usage usage) implements AgentEvent {}

    /** A message from outside joined the conversation. */
    record Steered(String text) implements AgentEvent {}

    /** Something that an agent did which a tool call of this agent had started. */
    record Nested(String callId, AgentEvent event) implements AgentEvent {}
}
