package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.Part;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loop: asks the model, does what it calls for, tells it the results, until it calls for nothing more. Where to go on is decided from
 * the conversation alone, so that a loop that was cut off anywhere goes on from what was committed.
 */
final class LoopAgent implements Agent {
    private static final String GO_ON =
            "<system>Your last message ran into its token limit. Go on exactly where it stopped; do not repeat what you have said.</system>";

    private final Profile profile;
    private final Brief brief;
    private final @Nullable ModelClient client;
    private final Time time;
    private final Ids ids;

    /** @param client absent when no model is configured */
    LoopAgent(Profile profile, Brief brief, @Nullable ModelClient client, Time time, Ids ids) {
        this.profile = profile;
        this.brief = brief;
        this.client = client;
        this.time = time;
        this.ids = ids;
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public Outcome work(Conversation soFar, AgentHost host) throws InterruptedException {
        if (client == null) {
            return new Outcome.Failed("provider", "LLM is not configured");
        }
        Logbook logbook = new Logbook(host, soFar);
        try {
            Optional<Outcome> end = end(logbook);
            while (end.isEmpty()) {
                if (soFar.open().isEmpty()) {
                    end = step(logbook, client);
                } else {
                    new ToolRound(brief, logbook, time).run();
                }
                end = end.or(() -> end(logbook));
            }
            return end.get();
        } catch (InterruptedException e) {
            logbook.log(List.of(new AgentEvent.StepInterrupted()), List.of(), List.of());
            throw e;
        }
    }

    private Optional<Outcome> end(Logbook logbook) {
        Conversation conversation = logbook.conversation();
        long used = conversation.usage().total();
        long maxTokens = brief.assignment().maxTokens();
        if (maxTokens > 0 && used > maxTokens) {
            return failed(
                    "budget_tokens", "The run has used " + used + " tokens (expected: at most " + maxTokens + ").");
        }
        if (!conversation.open().isEmpty()) {
            return Optional.empty();
        }
        if (conversation.stopped()) {
            return Optional.of(new Outcome.Rejected());
        }
        if (conversation.cuts() > 1) {
            return failed("length", "The model's answer ran into its token limit twice in a row.");
        }
        if (conversation.answered()
                && conversation.cuts() == 0
                && !logbook.host().steeringWaits()) {
            return Optional.of(new Outcome.Finished());
        }
        int steps = conversation.steps();
        return steps > 0 && steps >= brief.assignment().maxSteps()
                ? Optional.of(new Outcome.MaxStepsReached(steps))
                : Optional.empty();
    }

    private Optional<Outcome> step(Logbook logbook, ModelClient model) throws InterruptedException {
        Conversation conversation = logbook.conversation();
        if (conversation.answered() && conversation.cuts() > 0) {
            logbook.log(List.of(), List.of(new Memory.UserSaid(List.of(new Part.Text(GO_ON)))), List.of());
        }
        logbook.takeSteering();
        int n = conversation.steps() + 1;
        if (conversation.begun() < n) {
            logbook.log(List.of(new AgentEvent.StepBegan(n)), List.of(new Memory.StepBegan(n)), List.of());
        }
        Retry retry = new Retry(brief.model().maxAttempts(), ids);
        return new Step(n, brief, model, logbook, retry, time).run();
    }

    private static Optional<Outcome> failed(String reason, String message) {
        return Optional.of(new Outcome.Failed(reason, message));
    }
}
