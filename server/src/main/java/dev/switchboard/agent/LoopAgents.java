package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelClients;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prepares agents that work by {@link LoopAgent the loop}. Any thread may use it. */
public final class LoopAgents implements Agents {
    private final AgentFiles files;
    private final Surroundings surroundings;
    private final Function<List<String>, Toolset> tools;
    private final ModelClients models;
    private final Time time;
    private final Ids ids;

    /** Agents with these tools. */
    public LoopAgents(ToolBox tools, ModelClients models, String operatingSystem, Time time, Ids ids) {
        this(tools.names(), names -> new BoxedTools(tools.only(names)), models, operatingSystem, time, ids);
    }

    LoopAgents(
            Set<String> toolNames,
            Function<List<String>, Toolset> tools,
            ModelClients models,
            String operatingSystem,
            Time time,
            Ids ids) {
        this.files = new AgentFiles(new ToolNames(toolNames));
        this.surroundings = new Surroundings(time, operatingSystem);
        this.tools = tools;
        this.models = models;
        this.time = time;
        this.ids = ids;
    }

    @Override
    public Agent prepare(Assignment assignment) throws PreparationException {
        AgentSpec spec = assignment.agentFile() == null ? files.builtIn() : files.read(assignment.agentFile());
        Map<String, String> values = new HashMap<>(surroundings.of(assignment.workDir()));
        values.putAll(spec.promptArgs());
        String prompt = spec.prompt().fill(values);
        ModelChoice model = assignment.model();
        boolean thinking = assignment.thinking() && model.capabilities().contains(ModelChoice.Capability.THINKING);
        @Nullable ModelClient client = model.configured() ? models.client(model) : null;
        Agent.Profile profile = new Agent.Profile(spec.source(), client == null ? "" : model.model(), thinking);
        Brief brief = new Brief(prompt, assignment, tools.apply(spec.tools()), thinking);
        return new LoopAgent(profile, brief, client, time, ids);
    }
}
