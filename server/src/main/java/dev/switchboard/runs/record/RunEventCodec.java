package dev.switchboard.runs.record;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.journal.EventCodec;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Run events as the payloads of the runs protocol: what is stored is what a line carries, byte for byte. Names and the order of fields
 * are those of the protocol.
 */
public final class RunEventCodec implements EventCodec<RunEvent> {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public String type(RunEvent event) {
        return switch (event) {
            case RunEvent.ThreadStarted e -> "thread.started";
            case RunEvent.TurnStarted e -> "turn.started";
            case RunEvent.StepBegin e -> "step_begin";
            case RunEvent.StepInterrupted e -> "step_interrupted";
            case RunEvent.StepRetry e -> "step_retry";
            case RunEvent.Thought e -> "content_part";
            case RunEvent.ItemStarted e -> "item.started";
            case RunEvent.ItemCompleted e -> "item.completed";
            case RunEvent.ToolCalled e -> "tool_call";
            case RunEvent.ToolEnded e -> "tool_result";
            case RunEvent.StatusUpdate e -> "status_update";
            case RunEvent.UsageReported e -> "usage";
            case RunEvent.ApprovalRequested e -> "approval_request";
            case RunEvent.ApprovalAnswered e -> "approval_response";
            case RunEvent.Steered e -> "steer";
            case RunEvent.Resumed e -> "resumed";
            case RunEvent.Nested e -> "subagent_event";
            case RunEvent.Failed e -> "error";
            case RunEvent.RunCompleted e -> "run_completed";
            case RunEvent.TurnCompleted e -> "turn.completed";
        };
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String encode(RunEvent event) {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            payload(json, event);
        }
        return text.toString();
    }

    private void payload(JsonGenerator json, RunEvent event) {
        if (event instanceof RunEvent.StepInterrupted) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        switch (event) {
            case RunEvent.ThreadStarted e -> threadStarted(json, e);
            case RunEvent.TurnStarted e -> {}
            case RunEvent.StepBegin e -> json.writeNumberProperty("n", e.n());
            case RunEvent.StepInterrupted e -> {}
            case RunEvent.StepRetry e -> {
                json.writeNumberProperty("n", e.n());
                json.writeNumberProperty("attempt", e.attempt());
                json.writeNumberProperty("delay_ms", e.delay().toMillis());
                json.writeStringProperty("reason", e.reason());
                strings(json, "discarded", e.discarded());
            }
            case RunEvent.Thought e -> {
                json.writeStringProperty("type", "think");
                json.writeStringProperty("think", e.text());
                json.writeStringProperty("item_id", e.itemId());
            }
            case RunEvent.ItemStarted e -> item(json, e.item());
            case RunEvent.ItemCompleted e -> item(json, e.item());
            case RunEvent.ToolCalled e -> {
                json.writeStringProperty("type", "function");
                json.writeStringProperty("id", e.call().id());
                json.writeObjectPropertyStart("function");
                json.writeStringProperty("name", e.call().name());
                json.writeStringProperty("arguments", e.call().arguments());
                json.writeEndObject();
            }
            case RunEvent.ToolEnded e -> {
                json.writeStringProperty("tool_call_id", e.callId());
                json.writeBooleanProperty("ok", e.result().ok());
                json.writeObjectPropertyStart("result");
                json.writeStringProperty("output", e.result().output());
                json.writeStringProperty("message", e.result().message());
                json.writeStringProperty("brief", e.result().brief());
                json.writeEndObject();
            }
            case RunEvent.StatusUpdate e -> json.writeNumberProperty("context_usage", e.contextUsage());
            case RunEvent.UsageReported e -> usage(json, e.usage());
            case RunEvent.ApprovalRequested e -> {
                json.writeStringProperty("id", e.approvalId());
                json.writeStringProperty("tool_call_id", e.callId());
                json.writeStringProperty("sender", e.sender());
                json.writeStringProperty("action", e.action());
                json.writeStringProperty("description", e.description());
                json.writeStringProperty("expires_at", Wording.time(e.expiresAt()));
            }
            case RunEvent.ApprovalAnswered e -> {
                json.writeStringProperty("id", e.approvalId());
                json.writeStringProperty("decision", Wording.word(e.decision()));
                json.writeStringProperty("by", e.by());
                optional(json, "feedback", e.feedback());
            }
            case RunEvent.Steered e -> json.writeStringProperty("text", e.text());
            case RunEvent.Resumed e -> json.writeStringProperty("reason", e.reason());
            case RunEvent.Nested e -> {
                json.writeStringProperty("task_tool_call_id", e.callId());
                json.writeObjectPropertyStart("event");
                json.writeStringProperty("type", type(e.event()));
                if (!(e.event() instanceof RunEvent.StepInterrupted)) {
                    json.writeName("payload");
                    payload(json, e.event());
                }
                json.writeEndObject();
            }
            case RunEvent.Failed e -> failed(json, e);
            case RunEvent.RunCompleted e -> json.writeStringProperty("status", Wording.word(e.status()));
            case RunEvent.TurnCompleted e -> turnCompleted(json, e);
        }
        json.writeEndObject();
    }

    private static void threadStarted(JsonGenerator json, RunEvent.ThreadStarted e) {
        json.writeStringProperty("thread_id", e.run().value());
        json.writeStringProperty("work_dir", e.workDir());
        json.writeStringProperty("agent_file", e.agentFile());
        json.writeStringProperty("session_id", e.session().value());
        json.writeStringProperty("model_name", e.modelName());
        json.writeObjectPropertyStart("env_overrides");
        e.envOverrides().forEach(json::writeStringProperty);
        json.writeEndObject();
        strings(json, "env_ignored", e.envIgnored());
        json.writeBooleanProperty("thinking", e.thinking());
    }

    private static void turnCompleted(JsonGenerator json, RunEvent.TurnCompleted e) {
        json.writeStringProperty("status", Wording.word(e.status()));
        optional(json, "reason", e.reason());
        if (e.steps() != null) {
            json.writeNumberProperty("steps", e.steps());
        }
        json.writeObjectPropertyStart("usage");
        usage(json, e.usage());
        json.writeEndObject();
        json.writeObjectPropertyStart("digest");
        json.writeNumberProperty("events", e.digest().events());
        json.writeStringProperty("sha256", e.digest().sha256());
        json.writeEndObject();
        if (e.error() != null) {
            json.writeObjectPropertyStart("error");
            failed(json, e.error());
            json.writeEndObject();
        }
    }

    private static void failed(JsonGenerator json, RunEvent.Failed e) {
        json.writeStringProperty("message", e.message());
        optional(json, "details", e.details());
    }

    private static void item(JsonGenerator json, RunEvent.Item item) {
        json.writeObjectPropertyStart("item");
        json.writeStringProperty("id", item.id());
        json.writeStringProperty("type", "agent_message");
        json.writeStringProperty("text", item.text());
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, Usage usage) {
        json.writeNumberProperty("prompt_tokens", usage.promptTokens());
        json.writeNumberProperty("completion_tokens", usage.completionTokens());
        json.writeNumberProperty("cached_tokens", usage.cachedTokens());
        json.writeNumberProperty("reasoning_tokens", usage.reasoningTokens());
        if (usage.cost() != null) {
            json.writeObjectPropertyStart("cost");
            json.writeStringProperty("amount", usage.cost().digits());
            json.writeStringProperty("currency", usage.cost().currency());
            json.writeEndObject();
        }
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void strings(JsonGenerator json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    @Override
    public RunEvent decode(String type, int version, String payload) {
        return decode(type, JsonMapper.shared().readTree(payload));
    }

    private RunEvent decode(String type, JsonNode json) {
        return switch (type) {
            case "thread.started" ->
                new RunEvent.ThreadStarted(
                        new RunId(json.get("thread_id").stringValue()),
                        json.get("work_dir").stringValue(),
                        json.get("agent_file").stringValue(),
                        new SessionId(json.get("session_id").stringValue()),
                        json.get("model_name").stringValue(),
                        map(json.get("env_overrides")),
                        strings(json.path("env_ignored")),
                        json.get("thinking").booleanValue());
            case "turn.started" -> new RunEvent.TurnStarted();
            case "step_begin" -> new RunEvent.StepBegin(json.get("n").intValue());
            case "step_interrupted" -> new RunEvent.StepInterrupted();
            case "step_retry" ->
                new RunEvent.StepRetry(
                        json.get("n").intValue(),
                        json.get("attempt").intValue(),
                        Duration.ofMillis(json.get("delay_ms").longValue()),
                        json.get("reason").stringValue(),
                        strings(json.path("discarded")));
            case "content_part" ->
                new RunEvent.Thought(
                        json.get("item_id").stringValue(), json.get("think").stringValue());
            case "item.started" -> new RunEvent.ItemStarted(item(json));
            case "item.completed" -> new RunEvent.ItemCompleted(item(json));
            case "tool_call" -> {
                JsonNode function = json.get("function");
                yield new RunEvent.ToolCalled(new ToolCall(
                        json.get("id").stringValue(),
                        function.get("name").stringValue(),
                        function.get("arguments").stringValue()));
            }
            case "tool_result" -> {
                JsonNode result = json.get("result");
                yield new RunEvent.ToolEnded(
                        json.get("tool_call_id").stringValue(),
                        new ToolResult(
                                json.get("ok").booleanValue(),
                                result.get("output").stringValue(),
                                result.get("message").stringValue(),
                                result.get("brief").stringValue()));
            }
            case "status_update" ->
                new RunEvent.StatusUpdate(json.get("context_usage").doubleValue());
            case "usage" -> new RunEvent.UsageReported(usage(json));
            case "approval_request" ->
                new RunEvent.ApprovalRequested(
                        json.get("id").stringValue(),
                        json.get("tool_call_id").stringValue(),
                        json.get("sender").stringValue(),
                        json.get("action").stringValue(),
                        json.get("description").stringValue(),
                        Instant.parse(json.get("expires_at").stringValue()));
            case "approval_response" ->
                new RunEvent.ApprovalAnswered(
                        json.get("id").stringValue(),
                        Approval.Decision.valueOf(
                                json.get("decision").stringValue().toUpperCase(Locale.ROOT)),
                        json.get("by").stringValue(),
                        optional(json, "feedback"));
            case "steer" -> new RunEvent.Steered(json.get("text").stringValue());
            case "resumed" -> new RunEvent.Resumed(json.get("reason").stringValue());
            case "subagent_event" -> {
                JsonNode event = json.get("event");
                yield new RunEvent.Nested(
                        json.get("task_tool_call_id").stringValue(),
                        decode(event.get("type").stringValue(), event.path("payload")));
            }
            case "error" -> failed(json);
            case "run_completed" -> new RunEvent.RunCompleted(status(json));
            case "turn.completed" ->
                new RunEvent.TurnCompleted(
                        status(json),
                        optional(json, "reason"),
                        json.has("steps") ? json.get("steps").intValue() : null,
                        usage(json.get("usage")),
                        new Digest(
                                json.get("digest").get("events").longValue(),
                                json.get("digest").get("sha256").stringValue()),
                        json.has("error") ? failed(json.get("error")) : null);
            default -> throw new IllegalArgumentException("run event of unknown type: " + type);
        };
    }

    private static RunStatus status(JsonNode json) {
        return RunStatus.valueOf(json.get("status").stringValue().toUpperCase(Locale.ROOT));
    }

    private static RunEvent.Failed failed(JsonNode json) {
        return new RunEvent.Failed(json.get("message").stringValue(), optional(json, "details"));
    }

    private static RunEvent.Item item(JsonNode json) {
        JsonNode item = json.get("item");
        return new RunEvent.Item(item.get("id").stringValue(), item.get("text").stringValue());
    }

    private static Usage usage(JsonNode json) {
        return new Usage(
                json.get("prompt_tokens").longValue(),
                json.get("completion_tokens").longValue(),
                json.get("cached_tokens").longValue(),
                json.get("reasoning_tokens").longValue(),
                json.has("cost") ? cost(json.get("cost")) : null);
    }

    private static Cost cost(JsonNode json) {
        return new Cost(
                new BigDecimal(json.get("amount").stringValue()),
                json.get("currency").stringValue());
    }

    private static @Nullable String optional(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.stringValue();
    }

    private static List<String> strings(JsonNode json) {
        List<String> values = new ArrayList<>();
        json.forEach(value -> values.add(value.stringValue()));
        return values;
    }

    private static Map<String, String> map(JsonNode json) {
        Map<String, String> values = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().stringValue()));
        return values;
    }
}
