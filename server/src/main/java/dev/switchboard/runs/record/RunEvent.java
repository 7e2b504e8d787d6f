package dev.switchboard.runs.record;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What readers of a run see, one line each. A prepared run reads {@code ThreadStarted}, {@code TurnStarted}, then any others, then exactly
 * one {@code TurnCompleted}, which is the last event of every run, prepared or not.
 */
public sealed interface RunEvent {

    /** The agent is prepared. */
    record ThreadStarted(
            RunId run,
            String workDir,
            String agentFile,
            SessionId session,
            String modelName,
            Map<String, String> envOverrides,
            List<String> envIgnored,
            boolean thinking)
            implements RunEvent {}

    record TurnStarted() implements RunEvent {}

    record StepBegin(int n) implements RunEvent {}

    record StepInterrupted() implements RunEvent {}

    record StepRetry(int n, int attempt, Duration delay, String reason, List<String> discarded) implements RunEvent {}

    /** What the model thought. */
    record Thought(String itemId, String text) implements RunEvent {}

    record ItemStarted(Item item) implements RunEvent {}

    record ItemCompleted(Item item) implements RunEvent {}

    record ToolCalled(ToolCall call) implements RunEvent {}

    record ToolEnded(String callId, ToolResult result) implements RunEvent {}

    record StatusUpdate(double contextUsage) implements RunEvent {}

    record UsageReported(Usage usage) implements RunEvent {}

    record ApprovalRequested(
            String approvalId, String callId, String sender, String action, String description, Instant expiresAt)
            implements RunEvent {}

    record ApprovalAnswered(
            String approvalId,
            Approval.Decision decision,
            String by,
            @Nullable String feedback) implements RunEvent {}

    record Steered(String text) implements RunEvent {}

    /** The run goes on after a restart; items that were being spoken then are void. */
    record Resumed(String reason) implements RunEvent {}

    /** An event of an agent that a tool call of this run had started. */
    record Nested(String callId, RunEvent event) implements RunEvent {}

    /** Something went wrong; the end follows. */
    record Failed(String message, @Nullable String details) implements RunEvent {}

    /** The older terminal line, for clients that wait for it; the end follows. */
    record RunCompleted(RunStatus status) implements RunEvent {}

    /** The end. */
    record TurnCompleted(
            RunStatus status,
            @Nullable String reason,
            @Nullable Integer steps,
            Usage usage,
            Digest digest,
            @Nullable Failed error)
            implements RunEvent {}

    /** A whole message of the agent. */
    record Item(String id, String text) {}
}
