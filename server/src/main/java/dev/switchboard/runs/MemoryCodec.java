package dev.switchboard.runs;

import dev.switchboard.agent.Memory;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.journal.EventCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a run must remember, as it is stored. */
final class MemoryCodec implements EventCodec<Memory> {

    @Override
    public String type(Memory memory) {
        return switch (memory) {
            case Memory.UserSaid m -> "user";
            case Memory.StepBegan m -> "step";
            case Memory.AssistantSaid m -> "assistant";
            case Memory.CallIntended m -> "intent";
            case Memory.CallEnded m -> "result";
        };
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String encode(Memory memory) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        switch (memory) {
            case Memory.UserSaid m -> parts(json, m.parts());
            case Memory.StepBegan m -> json.put("n", m.n());
            case Memory.AssistantSaid m -> {
                json.put("n", m.n());
                parts(json, m.parts());
                ArrayNode calls = json.putArray("calls");
                for (ToolCall call : m.calls()) {
                    calls.addObject()
                            .put("id", call.id())
                            .put("name", call.name())
                            .put("arguments", call.arguments());
                }
                json.put("cut", m.cut());
                if (m.usage() != null) {
                    json.putObject("usage")
                            .put("prompt", m.usage().promptTokens())
                            .put("completion", m.usage().completionTokens())
                            .put("cached", m.usage().cachedTokens())
                            .put("reasoning", m.usage().reasoningTokens());
                }
            }
            case Memory.CallIntended m -> {
                json.put("call", m.callId());
                if (m.group() != null) {
                    json.put("pid", m.group().pid())
                            .put("start_ticks", m.group().startTicks());
                }
            }
            case Memory.CallEnded m ->
                json.put("call", m.callId())
                        .put("ok", m.result().ok())
                        .put("output", m.result().output())
                        .put("message", m.result().message())
                        .put("brief", m.result().brief())
                        .put("stops", m.stops());
        }
        return json.toString();
    }

    @Override
    public Memory decode(String type, int version, String payload) {
        JsonNode json = JsonMapper.shared().readTree(payload);
        return switch (type) {
            case "user" -> new Memory.UserSaid(parts(json));
            case "step" -> new Memory.StepBegan(json.get("n").intValue());
            case "assistant" -> {
                List<ToolCall> calls = new ArrayList<>();
                for (JsonNode call : json.get("calls")) {
                    calls.add(new ToolCall(
                            call.get("id").stringValue(),
                            call.get("name").stringValue(),
                            call.get("arguments").stringValue()));
                }
                yield new Memory.AssistantSaid(
                        json.get("n").intValue(),
                        parts(json),
                        calls,
                        json.get("cut").booleanValue(),
                        usage(json.get("usage")));
            }
            case "intent" ->
                new Memory.CallIntended(
                        json.get("call").stringValue(),
                        json.has("pid")
                                ? new ProcessGroup(
                                        json.get("pid").longValue(),
                                        json.get("start_ticks").longValue())
                                : null);
            case "result" ->
                new Memory.CallEnded(
                        json.get("call").stringValue(),
                        new ToolResult(
                                json.get("ok").booleanValue(),
                                json.get("output").stringValue(),
                                json.get("message").stringValue(),
                                json.get("brief").stringValue()),
                        json.get("stops").booleanValue());
            default -> throw new IllegalArgumentException("memory of unknown type: " + type);
        };
    }

    private static void parts(ObjectNode json, List<Part> parts) {
        ArrayNode array = json.putArray("parts");
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String text) -> array.addObject().put("text", text);
                case Part.Think(String text) -> array.addObject().put("think", text);
            }
        }
    }

    private static List<Part> parts(JsonNode json) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : json.get("parts")) {
            parts.add(
                    part.has("think")
                            ? new Part.Think(part.get("think").stringValue())
                            : new Part.Text(part.get("text").stringValue()));
        }
        return parts;
    }

    private static @Nullable Usage usage(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Usage(
                        json.get("prompt").longValue(),
                        json.get("completion").longValue(),
                        json.get("cached").longValue(),
                        json.get("reasoning").longValue());
    }
}
