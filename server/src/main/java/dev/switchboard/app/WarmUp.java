package dev.switchboard.app;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelConfigException;
import dev.switchboard.agent.model.Models;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.doors.json.Json;
import dev.switchboard.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what the first run needs while nobody waits for it: a server that starts needs none of it. Begins nothing and changes nothing; what
 * is wrong is left for the run to tell. Runs once, on a thread of its own.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final byte[] REQUEST = "{\"command\":\"\"}".getBytes(StandardCharsets.UTF_8);

    private final Models models;
    private final Agents agents;
    private final ToolBox tools;
    private final Path directory;

    /** @param directory an existing one, of ours, for the agent to look at */
    WarmUp(Models models, Agents agents, ToolBox tools, Path directory) {
        this.models = models;
        this.agents = agents;
        this.tools = tools;
        this.directory = directory;
    }

    @Override
    public void run() {
        try {
            Json.text(Json.read(REQUEST));
            tools.compile();
            ModelChoice model = models.resolve(null, null, Map.of());
            agents.prepare(new Agents.Assignment(directory, List.of(), null, model, true, "", 1, 0));
        } catch (ModelConfigException | PreparationException | ProblemException e) {
            LOG.debug("not all could be loaded ahead of the first run", e);
        }
    }
}
