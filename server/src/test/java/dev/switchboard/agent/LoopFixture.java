package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.config.Secret;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An agent with a rehearsed model and fake tools, on a clock that a test moves. */
final class LoopFixture {
    static final ModelChoice MODEL = model("k2", "http://127.0.0.1:1/v1", Set.of());

    final SettableTime time = new SettableTime();
    private final CountingIds ids = new CountingIds(0);
    private final List<Tool> tools;
    private int maxSteps = 100;
    private long maxTokens;

    LoopFixture(Tool... tools) {
        this.tools = List.of(tools);
    }

    static ModelChoice model(String id, String baseUrl, Set<ModelChoice.Capability> capabilities) {
        return new ModelChoice(
                "",
                ModelChoice.Provider.KIMI,
                baseUrl,
                Secret.NONE,
                id,
                1000,
                capabilities,
                Map.of(),
                Map.of(),
                Set.of(),
                100,
                3,
                Duration.ofMinutes(10),
                ModelChoice.Tuning.NONE,
                null);
    }

    LoopFixture maxSteps(int steps) {
        maxSteps = steps;
        return this;
    }

    LoopFixture maxTokens(long tokens) {
        maxTokens = tokens;
        return this;
    }

    Agent agent(@Nullable ModelClient model) {
        var assignment = new Agents.Assignment(
                Path.of("/work"), List.of(), null, MODEL, false, "session-1", maxSteps, maxTokens);
        var profile = new Agent.Profile("default", "k2", false);
        var brief = new Brief("You are a test.", assignment, new ToolBox(tools, ids), false);
        return new LoopAgent(profile, brief, model, time, ids);
    }

    /** Works to the end on the calling thread. */
    Outcome work(ModelClient model, RecordingHost host) throws InterruptedException {
        return agent(model).work(host.conversation(), host);
    }

    /** Works on a thread of its own. */
    Worker start(ModelClient model, RecordingHost host) {
        Agent agent = agent(model);
        return start(() -> agent.work(host.conversation(), host));
    }

    static Worker start(Worker.Work work) {
        return new Worker(work);
    }

    /** A thread that works. */
    static final class Worker {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private final Thread thread;

        private Worker(Work work) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    outcome.complete(work.run());
                } catch (Throwable e) {
                    outcome.completeExceptionally(e);
                }
            });
        }

        void cancel() {
            thread.interrupt();
        }

        Outcome outcome() throws Exception {
            return outcome.get(10, TimeUnit.SECONDS);
        }

        /** What it threw. */
        Throwable failure() throws InterruptedException, TimeoutException {
            try {
                throw new AssertionError("expected a failure: " + outcome.get(10, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        interface Work {
            Outcome run() throws InterruptedException;
        }
    }
}
