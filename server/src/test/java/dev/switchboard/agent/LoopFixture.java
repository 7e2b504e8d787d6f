package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelClients;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.config.Secret;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.Ids;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** An agent with a rehearsed model and fake tools, on a clock that a test moves. */
final class LoopFixture {
    static final ModelChoice MODEL = model("k2", "http://127.0.0.1:1/v1", Set.of());

    final SettableTime time = new SettableTime();
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

    static LoopAgents agents(List<FakeTool> tools, ModelClients models, Time time, Ids ids) {
        return new LoopAgents(
                tools.stream().map(FakeTool::name).collect(Collectors.toSet()),
                names -> new Toolset_(names.stream()
                        .map(name -> tools.stream()
                                .filter(tool -> tool.name().equals(name))
                                .<Tool>map(tool -> tool)
                                .findFirst()
                                .orElseThrow())
                        .toList()),
                models,
                "Plan 9",
                time,
                ids);
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
        var brief = new Brief("You are a test.", assignment, new Toolset_(tools), false);
        return new LoopAgent(profile, brief, model, time, new CountingIds(0));
    }

    /** Works to the end on the calling thread. */
    Outcome work(ModelClient model, RecordingHost host) throws InterruptedException {
        return agent(model).work(host.conversation(), host);
    }

    /** Works on a thread of its own. */
    Worker start(ModelClient model, RecordingHost host) {
        Agent agent = agent(model);
        return new Worker(() -> agent.work(host.conversation(), host));
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

        private interface Work {
            Outcome run() throws InterruptedException;
        }
    }

    private record Toolset_(List<Tool> tools) implements Toolset {
        @Override
        public List<ToolSpec> specs() {
            return tools.stream().map(Tool::spec).toList();
        }

        @Override
        public Plan plan(ToolCall call, ToolContext context) {
            for (Tool tool : tools) {
                if (tool.spec().name().equals(call.name())) {
                    try {
                        return tool.plan(
                                JsonMapper.shared().readTree(call.arguments().isBlank() ? "{}" : call.arguments()),
                                context);
                    } catch (JacksonException e) {
                        return new Plan.Answered(
                                ToolResult.error("Error parsing JSON arguments: bad", "Invalid arguments"));
                    }
                }
            }
            return new Plan.Answered(ToolResult.error("There is no tool", "Tool `" + call.name() + "` not found"));
        }
    }
}
