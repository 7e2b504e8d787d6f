package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelClients;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prepares agents that work by {@link LoopAgent the loop}. Any thread may use it. */
public final class LoopAgents implements Agents {
    private final AgentFiles files;
    private final Surroundings surroundings;
    private final ToolBox tools;
    private final ModelClients models;
    private final Time time;
    private final Ids ids;

    /**
     * @param tools all that there are; each agent gets some of them
     * @param operatingSystem the name of the machine's system, for prompts
     */
    public LoopAgents(ToolBox tools, ModelClients models, String operatingSystem, Time time, Ids ids) {
        this.files = new AgentFiles(new ToolNames(tools.names()));
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
        Brief brief = new Brief(prompt, assignment, tools.only(spec.tools()), thinking);
        return new LoopAgent(profile, brief, client, time, ids);
    }
}
