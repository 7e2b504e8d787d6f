package dev.switchboard.telemetry;

import dev.switchboard.journal.Recorded;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunListener;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.tx.Tx;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what runs do, once it is committed. */
public final class RunMetrics implements RunListener {
    private static final Set<String> TOOLS =
            Set.of("Bash", "ReadFile", "Glob", "Grep", "WriteFile", "StrReplaceFile", "SetTodoList");
    private static final String OTHER = "other";

    private final Counter accepted;
    private final Counter ended;
    private final Counter events;
    private final Counter steps;
    private final Counter retries;
    private final Counter tokens;
    private final Counter approvals;
    private final Histogram tools;
    private final Map<RunId, Map<String, Call>> calls = new ConcurrentHashMap<>();

    /** A tool call that has not ended. */
    private record Call(String tool, Instant since) {}

    public RunMetrics(PrometheusRegistry registry) {
        accepted = Counter.builder()
                .name("switchboard_runs_accepted_total")
                .help("Runs that were accepted")
                .register(registry);
        ended = Counter.builder()
                .name("switchboard_runs_ended_total")
                .help("Runs that ended, by how")
                .labelNames("status")
                .register(registry);
        for (RunStatus status : RunStatus.values()) {
            if (status.ended()) {
                ended.initLabelValues(Wording.word(status));
            }
        }
        events = Counter.builder()
                .name("switchboard_runs_events_total")
                .help("Events that runs logged")
                .register(registry);
        steps = Counter.builder()
                .name("switchboard_runs_steps_total")
                .help("Steps that began")
                .register(registry);
        retries = Counter.builder()
                .name("switchboard_runs_model_retries_total")
                .help("Model calls that failed and were made again")
                .register(registry);
        tokens = Counter.builder()
                .name("switchboard_runs_tokens_total")
                .help(
                        "Tokens of model calls, as providers reported them; cached tokens are part of prompt, reasoning of completion")
                .labelNames("kind")
                .register(registry);
        tokens.initLabelValues("prompt");
        tokens.initLabelValues("completion");
        tokens.initLabelValues("cached");
        tokens.initLabelValues("reasoning");
        approvals = Counter.builder()
                .name("switchboard_runs_approvals_total")
                .help("Approvals that were asked for and answered")
                .labelNames("decision")
                .register(registry);
        approvals.initLabelValues("requested");
        approvals.initLabelValues("approve");
        approvals.initLabelValues("approve_for_session");
        approvals.initLabelValues("reject");
        tools = Histogram.builder()
                .name("switchboard_runs_tool_seconds")
                .help("How long tool calls took from call to result, approval included")
                .labelNames("tool")
                .classicOnly()
                .classicUpperBounds(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)
                .register(registry);
        TOOLS.forEach(tools::initLabelValues);
        tools.initLabelValues(OTHER);
    }

    @Override
    public void recorded(Tx tx, Run run, Recorded<RunEvent> recorded) {
        tx.afterCommit(() -> count(run, recorded));
    }

    @Override
    public void moved(Tx tx, Run run) {
        if (run.status() == RunStatus.QUEUED) {
            tx.afterCommit(accepted::inc);
        }
    }

    private void count(Run run, Recorded<RunEvent> recorded) {
        events.inc();
        switch (recorded.event()) {
            case RunEvent.StepBegin e -> steps.inc();
            case RunEvent.StepRetry e -> retries.inc();
            case RunEvent.UsageReported e -> {
                tokens.labelValues("prompt").inc(e.usage().promptTokens());
                tokens.labelValues("completion").inc(e.usage().completionTokens());
                tokens.labelValues("cached").inc(e.usage().cachedTokens());
                tokens.labelValues("reasoning").inc(e.usage().reasoningTokens());
            }
            case RunEvent.ToolCalled e -> {
                String tool = TOOLS.contains(e.call().name()) ? e.call().name() : OTHER;
                calls.computeIfAbsent(run.id(), id -> new ConcurrentHashMap<>())
                        .put(e.call().id(), new Call(tool, recorded.at()));
            }
            case RunEvent.ToolEnded e -> {
                Call call = calls.getOrDefault(run.id(), Map.of()).get(e.callId());
                if (call != null) {
                    tools.labelValues(call.tool()).observe(seconds(call.since(), recorded.at()));
                }
            }
            case RunEvent.ApprovalRequested e ->
                approvals.labelValues("requested").inc();
            case RunEvent.ApprovalAnswered e ->
                approvals.labelValues(Wording.word(e.decision())).inc();
            case RunEvent.TurnCompleted e -> {
                ended.labelValues(Wording.word(e.status())).inc();
                calls.remove(run.id());
            }
            case RunEvent.ThreadStarted e -> {}
            case RunEvent.TurnStarted e -> {}
            case RunEvent.StepInterrupted e -> {}
            case RunEvent.Thought e -> {}
            case RunEvent.ItemStarted e -> {}
            case RunEvent.ItemCompleted e -> {}
            case RunEvent.StatusUpdate e -> {}
            case RunEvent.Steered e -> {}
            case RunEvent.Resumed e -> {}
            case RunEvent.Nested e -> {}
            case RunEvent.Failed e -> {}
            case RunEvent.RunCompleted e -> {}
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
