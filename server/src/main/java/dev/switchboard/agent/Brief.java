package dev.switchboard.agent;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.tool.ToolBox;
import java.util.List;

/**
 * What an agent works by, from its first step to its last.
 *
 * @param thinking whether the model is asked to think
 */
record Brief(String systemPrompt, Agents.Assignment assignment, ToolBox tools, boolean thinking) {

    ModelChoice model() {
        return assignment.model();
    }

    ModelRequest request(List<Message> messages) {
        return new ModelRequest(systemPrompt, messages, tools.specs(), thinking, assignment.sessionId());
    }
}
