package dev.switchboard.runs;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.runs.record.RunEvent;
import java.util.List;

/** What an agent does, as the lines that readers of a run see. */
final class AgentEvents {
    private AgentEvents() {}

    static List<RunEvent> lines(AgentEvent event) {
        return switch (event) {
            case AgentEvent.StepBegan(int n) -> List.of(new RunEvent.StepBegin(n));
            case AgentEvent.StepInterrupted() -> List.of(new RunEvent.StepInterrupted());
            case AgentEvent.StepRetried e ->
                List.of(new RunEvent.StepRetry(e.n(), e.attempt(), e.delay(), e.reason(), e.discarded()));
            case AgentEvent.Thought e -> List.of(new RunEvent.Thought(e.itemId(), e.text()));
            case AgentEvent.Said e -> {
                RunEvent.Item item = new RunEvent.Item(e.itemId(), e.text());
                yield List.of(new RunEvent.ItemStarted(item), new RunEvent.ItemCompleted(item));
            }
            case AgentEvent.ToolCalled e -> List.of(new RunEvent.ToolCalled(e.call()));
            case AgentEvent.ToolEnded e -> List.of(new RunEvent.ToolEnded(e.callId(), e.result()));
            case AgentEvent.ContextUsed e -> List.of(new RunEvent.StatusUpdate(e.fraction()));
            case AgentEvent.TokensUsed e -> List.of(new RunEvent.UsageReported(e.usage()));
            case AgentEvent.Steered e -> List.of(new RunEvent.Steered(e.text()));
            case AgentEvent.Nested e ->
                lines(e.event()).stream()
                        .<RunEvent>map(line -> new RunEvent.Nested(e.callId(), line))
                        .toList();
        };
    }
}
