package dev.switchboard.agent;

import java.util.List;
import java.util.Map;

/**
 * What an agent file says.
 *
 * @param source absolute path of the file, or the name of the built-in agent
 * @param name may be empty
 * @param promptArgs values for the prompt's variables; they stand before the built-in ones
 * @param tools class names of tools, each once
 */
record AgentSpec(
        String source, String name, PromptTemplate prompt, Map<String, String> promptArgs, List<String> tools) {
    AgentSpec {
        promptArgs = Map.copyOf(promptArgs);
        tools = List.copyOf(tools);
    }

    AgentSpec withTools(List<String> others) {
        return new AgentSpec(source, name, prompt, promptArgs, others);
    }
}
