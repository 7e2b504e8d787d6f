package dev.switchboard.doors.gateway.render;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.Transcript;
import dev.switchboard.chat.Transcript.Assistant;
import dev.switchboard.chat.Transcript.Message;
import dev.switchboard.chat.Transcript.Note;
import dev.switchboard.chat.Transcript.Part;
import dev.switchboard.chat.Transcript.ToolResult;
import dev.switchboard.chat.Transcript.User;
import dev.switchboard.wire.gateway.GatewayJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was said in a session, as messages of the protocol. */
public final class TranscriptJson {

    private TranscriptJson() {}

    public static ArrayNode messages(List<Message> messages, View view) {
        ArrayNode json = GatewayJson.array();
        for (Message message : messages) {
            json.add(message(message, view));
        }
        return json;
    }

    /** The words of a message, without thoughts and tools; empty when there are none. */
    public static String words(Message message) {
        return switch (message) {
            case User user -> user.text();
            case Assistant assistant -> {
                StringBuilder words = new StringBuilder();
                for (Part part : assistant.parts()) {
                    if (part instanceof Part.Text text) {
                        words.append(words.isEmpty() ? "" : "\n").append(text.text());
                    }
                }
                yield words.toString();
            }
            case ToolResult result -> result.text();
            case Note note -> note.text();
        };
    }

    /** Tokens as the protocol counts them: what was read from a cache is not part of the input. */
    static ObjectNode usage(Usage usage) {
        ObjectNode json = GatewayJson.object()
                .put("input", usage.promptTokens() - usage.cachedTokens())
                .put("output", usage.completionTokens())
                .put("cacheRead", usage.cachedTokens())
                .put("cacheWrite", 0)
                .put("totalTokens", usage.total());
        json.putObject("cost");
        return json;
    }

    private static ObjectNode message(Message message, View view) {
        ObjectNode json = switch (message) {
            case User user -> user(user, view);
            case Assistant assistant -> assistant(assistant);
            case ToolResult result -> result(result);
            case Note note -> note(note);
        };
        json.put("timestamp", message.at().toEpochMilli());
        if (view == View.P4) {
            ObjectNode meta = json.putObject("__openclaw")
                    .put("id", Long.toString(message.cursor()))
                    .put("seq", message.cursor());
            String turn = turn(message);
            if (turn != null) {
                meta.put("runId", turn);
            }
        }
        return json;
    }

    private static ObjectNode user(User user, View view) {
        ObjectNode json = GatewayJson.object().put("role", "user");
        if (view == View.P4) {
            json.put("content", user.text()).put("idempotencyKey", user.turn() + ":user");
        } else {
            text(json.putArray("content"), user.text());
        }
        return json;
    }

    private static ObjectNode assistant(Assistant assistant) {
        ObjectNode json = GatewayJson.object().put("role", "assistant");
        ArrayNode content = json.putArray("content");
        for (Part part : assistant.parts()) {
            part(content, part, assistant.label());
        }
        if (!assistant.model().isEmpty()) {
            json.put("model", assistant.model());
        }
        json.set("usage", usage(assistant.usage()));
        json.put("stopReason", stop(assistant.stop()));
        if (assistant.errorMessage() != null) {
            json.put("errorMessage", assistant.errorMessage());
        }
        return json;
    }

    private static void part(ArrayNode content, Part part, @Nullable String label) {
        switch (part) {
            case Part.Text text -> text(content, ChatPayloads.labelled(label, text.text()));
            case Part.Thinking thinking ->
                content.addObject().put("type", "thinking").put("thinking", thinking.text());
            case Part.ToolCall call ->
                content.addObject()
                        .put("type", "toolCall")
                        .put("id", call.id())
                        .put("name", call.name())
                        .set("arguments", ChatPayloads.value(call.arguments()));
        }
    }

    private static ObjectNode result(ToolResult result) {
        ObjectNode json = GatewayJson.object()
                .put("role", "toolResult")
                .put("toolCallId", result.callId())
                .put("toolName", result.tool());
        text(json.putArray("content"), result.text());
        return json.put("isError", result.failed());
    }

    private static ObjectNode note(Note note) {
        ObjectNode json = GatewayJson.object().put("role", "system");
        text(json.putArray("content"), note.text());
        return json;
    }

    private static void text(ArrayNode content, String text) {
        content.addObject().put("type", "text").put("text", text);
    }

    private static String stop(Transcript.Stop stop) {
        return switch (stop) {
            case END -> "stop";
            case TOOL_USE -> "toolUse";
            case ERROR -> "error";
            case ABORTED -> "aborted";
            case INJECTED -> "injected";
        };
    }

    private static @Nullable String turn(Message message) {
        return switch (message) {
            case User user -> user.turn();
            case Assistant assistant -> assistant.turn();
            case ToolResult result -> result.turn();
            case Note _ -> null;
        };
    }
}
