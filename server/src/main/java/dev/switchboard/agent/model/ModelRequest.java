package dev.switchboard.agent.model;

import java.util.List;

/**
 * What a model is asked to continue.
 *
 * @param thinking whether the model is asked to think first
 * @param cacheKey a name for the conversation that stays the same from call to call (the session), so that a provider can cache
 */
public record ModelRequest(
        String systemPrompt, List<Message> messages, List<ToolSpec> tools, boolean thinking, String cacheKey) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
