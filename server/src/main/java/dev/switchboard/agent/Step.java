package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model call of one step, with its retries. Its answer is logged whole, together with all that follows from it, or not at all. */
final class Step {
    /** More calls in one answer are not made. */
    static final int MAX_CALLS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(Step.class);
    private static final int MAX_REASON = 500;
    private static final int MAX_FAILURE = 2000;

    private final int n;
    private final Brief brief;
    private final ModelClient client;
    private final Logbook logbook;
    private final Retry retry;
    private final Time time;

    Step(int n, Brief brief, ModelClient client, Logbook logbook, Retry retry, Time time) {
        this.n = n;
        this.brief = brief;
        this.client = client;
        this.logbook = logbook;
        this.retry = retry;
        this.time = time;
    }

    /** Returns how the run ends when the model cannot be had. */
    Optional<Outcome> run() throws InterruptedException {
        CallIds ids = new CallIds(logbook.conversation()::hasCall, logbook.host()::newId);
        for (int attempt = 1; ; attempt++) {
            Speech speech = new Speech(logbook.host(), ids);
            try {
                answered(client.call(brief.request(logbook.conversation().messages()), speech), speech);
                return Optional.empty();
            } catch (ModelException failure) {
                if (Thread.interrupted()) {
                    throw new InterruptedException(); // A cancel broke the connection off.
                }
                Optional<Duration> delay = retry.delay(failure, attempt);
                if (delay.isEmpty()) {
                    return Optional.of(gaveUp(failure, speech));
                }
                announceRetry(attempt, delay.get(), failure, speech);
                time.sleep(delay.get());
            } finally {
                speech.close();
            }
        }
    }

    private void announceRetry(int attempt, Duration delay, ModelException failure, Speech speech) {
        LOG.info(
                "model call fails and is made again: step={} attempt={} status={} delay={}",
                n,
                attempt,
                failure.status(),
                delay);
        String reason = Excerpt.of(String.valueOf(failure.getMessage()), MAX_REASON);
        logbook.log(
                List.of(new AgentEvent.StepRetried(n, attempt, delay, reason, speech.shown())),
                List.of(),
                speech.end());
    }

    private Outcome gaveUp(ModelException failure, Speech speech) {
        LOG.info("model call failed: step={} status={}", n, failure.status());
        logbook.log(List.of(new AgentEvent.StepInterrupted()), List.of(), speech.end());
        String text = "LLM provider error: " + Excerpt.of(String.valueOf(failure.getMessage()), MAX_FAILURE);
        if (Retry.tooLong(failure)) {
            text += " (the provider asks to wait "
                    + failure.retryAfter().orElseThrow().toSeconds() + " s)";
        }
        return new Outcome.Failed("provider", text);
    }

    private void answered(ModelReply reply, Speech speech) {
        boolean cut = reply.finish() == ModelReply.Finish.LENGTH;
        List<ToolCall> calls = speech.identified(reply.calls());
        List<AgentEvent> events = speech.told();
        List<Memory> memories = new ArrayList<>();
        memories.add(new Memory.AssistantSaid(n, reply.parts(), calls, cut, reply.usage()));
        calls.forEach(call -> events.add(new AgentEvent.ToolCalled(call)));
        for (int i = 0; i < calls.size(); i++) {
            ToolResult refusal = refusal(calls, i, cut);
            if (refusal != null) {
                events.add(new AgentEvent.ToolEnded(calls.get(i).id(), refusal));
                memories.add(new Memory.CallEnded(calls.get(i).id(), refusal, false));
            }
        }
        addUsage(reply.usage(), events);
        logbook.log(events, memories, speech.end());
    }

    /**
     * A call that is not made. Of a cut answer that is the last call when it has no arguments, for those may have been to come; broken
     * arguments are answered by the tools.
     */
    private static @Nullable ToolResult refusal(List<ToolCall> calls, int i, boolean cut) {
        if (i >= MAX_CALLS) {
            return ToolResult.error(
                    "The call was not made: one message may hold " + MAX_CALLS
                            + " calls. Make it in your next message.",
                    "Too many calls");
        }
        if (cut && i == calls.size() - 1 && calls.get(i).arguments().isBlank()) {
            return ToolResult.error(
                    "The call was not made: your message ran into its token limit before the arguments were written.",
                    "Cut off");
        }
        return null;
    }

    private void addUsage(@Nullable Usage usage, List<AgentEvent> events) {
        if (usage == null) {
            return;
        }
        long window = brief.model().maxContext();
        if (window > 0) {
            events.add(new AgentEvent.ContextUsed((double) usage.promptTokens() / window));
        }
        events.add(new AgentEvent.TokensUsed(brief.model().priced(usage)));
    }
}
