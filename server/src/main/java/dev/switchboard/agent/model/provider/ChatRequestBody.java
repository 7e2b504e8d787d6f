package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a request for chat completions: the fields of the runs protocol's §6 for {@code kimi}, and of these what every server of the
 * protocol understands for {@code openai_legacy}. Any thread may use it.
 */
final class ChatRequestBody {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int KIMI_MAX_TOKENS = 32_000;

    private final ModelChoice choice;
    private final boolean kimi;

    ChatRequestBody(ModelChoice choice) {
        this.choice = choice;
        this.kimi = switch (choice.provider()) {
            case KIMI -> true;
            case OPENAI_LEGACY, SCRIPTED -> false;
        };
    }

    /** As text, because half a pair of surrogates from somewhere must not keep a conversation from being sent. */
    String of(ModelRequest request) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", choice.model());
        messages(request, body.putArray("messages"));
        if (!request.tools().isEmpty()) {
            tools(request.tools(), body.putArray("tools"));
        }
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        tuning(request, body);
        if (kimi) {
            body.put("prompt_cache_key", request.cacheKey());
        }
        if (request.thinking()) {
            body.put("reasoning_effort", "high");
        }
        return JSON.writeValueAsString(body);
    }

    private void tuning(ModelRequest request, ObjectNode body) {
        ModelChoice.Tuning tuning = choice.tuning();
        if (tuning.maxTokens() != null) {
            body.put("max_tokens", tuning.maxTokens());
        } else if (kimi) {
            body.put("max_tokens", KIMI_MAX_TOKENS);
        }
        if (tuning.temperature() != null) {
            body.put("temperature", tuning.temperature());
        } else if (kimi && (request.thinking() || choice.model().contains("kimi-k2-thinking"))) {
            body.put("temperature", 1.0);
        } else if (kimi && choice.model().contains("kimi-k2-")) {
            body.put("temperature", 0.6);
        }
        if (tuning.topP() != null) {
            body.put("top_p", tuning.topP());
        }
    }

    private static void tools(List<ToolSpec> tools, ArrayNode out) {
        for (ToolSpec tool : tools) {
            ObjectNode entry = out.addObject();
            if (tool.name().startsWith("$")) {
                entry.put("type", "builtin_function").putObject("function").put("name", tool.name());
            } else {
                ObjectNode function = entry.put("type", "function").putObject("function");
                function.put("name", tool.name()).put("description", tool.description());
                function.set("parameters", JSON.readTree(tool.parameters()));
            }
        }
    }

    private void messages(ModelRequest request, ArrayNode out) {
        if (!request.systemPrompt().isBlank()) {
            out.addObject().put("role", "system").put("content", request.systemPrompt());
        }
        for (Message message : request.messages()) {
            switch (message) {
                case Message.User(List<Part> parts) ->
                    content(texts(parts), out.addObject().put("role", "user"));
                case Message.Assistant assistant -> assistant(assistant, request.thinking(), out);
                case Message.ToolReply(String callId, List<Part> parts) -> {
                    List<String> texts = texts(parts);
                    content(
                            kimi ? texts : List.of(String.join("\n", texts)),
                            out.addObject().put("role", "tool").put("tool_call_id", callId));
                }
            }
        }
    }

    /** One text as a string, several as parts. */
    private static void content(List<String> texts, ObjectNode message) {
        if (texts.size() <= 1) {
            message.put("content", texts.isEmpty() ? "" : texts.getFirst());
            return;
        }
        ArrayNode parts = message.putArray("content");
        texts.forEach(text -> parts.addObject().put("type", "text").put("text", text));
    }

    /** An answer without a word and without a call is left out: providers refuse it. */
    private void assistant(Message.Assistant assistant, boolean thinking, ArrayNode out) {
        String words = String.join("", texts(assistant.parts()));
        if (words.isBlank() && assistant.calls().isEmpty()) {
            return;
        }
        ObjectNode message = out.addObject().put("role", "assistant");
        message.put("content", words.isBlank() ? null : words);
        reasoning(assistant, thinking, message);
        if (!assistant.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : assistant.calls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
            }
        }
    }

    /**
     * What was thought goes back with the whole history. Kimi refuses a request with thinking whose calls come without it, so there even an
     * empty thought is sent; other servers may not know the field and get it only if they have used it.
     */
    private void reasoning(Message.Assistant assistant, boolean thinking, ObjectNode message) {
        StringBuilder thoughts = new StringBuilder();
        boolean thought = false;
        for (Part part : assistant.parts()) {
            if (part instanceof Part.Think(String text)) {
                thoughts.append(text);
                thought = true;
            }
        }
        if (!thoughts.isEmpty()
                || (kimi && (thought || (thinking && !assistant.calls().isEmpty())))) {
            message.put("reasoning_content", thoughts.toString());
        }
    }

    private static List<String> texts(List<Part> parts) {
        return parts.stream()
                .<String>mapMulti((part, texts) -> {
                    switch (part) {
                        case Part.Text(String text) -> {
                            if (!text.isEmpty()) {
                                texts.accept(text);
                            }
                        }
                        case Part.Think thought -> {}
                    }
                })
                .toList();
    }
}
