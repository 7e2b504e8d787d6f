package dev.switchboard.chat.record;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.journal.EventCodec;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Chat events as they are stored. */
public final class ChatEventCodec implements EventCodec<ChatEvent> {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String type(ChatEvent event) {
        return switch (event) {
            case ChatEvent.UserSaid e -> "user";
            case ChatEvent.TurnStarted e -> "turn.started";
            case ChatEvent.Thought e -> "thought";
            case ChatEvent.AssistantSaid e -> "assistant";
            case ChatEvent.TakenBack e -> "taken_back";
            case ChatEvent.ToolStarted e -> "tool.started";
            case ChatEvent.ToolEnded e -> "tool.ended";
            case ChatEvent.Used e -> "usage";
            case ChatEvent.ApprovalAsked e -> "approval.asked";
            case ChatEvent.ApprovalAnswered e -> "approval.answered";
            case ChatEvent.TurnEnded e -> "turn.ended";
            case ChatEvent.Injected e -> "injected";
            case ChatEvent.SystemNote e -> "note";
            case ChatEvent.Reset e -> "reset";
            case ChatEvent.Deleted e -> "deleted";
        };
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String encode(ChatEvent event) {
        ObjectNode json = JSON.createObjectNode();
        if (event instanceof ChatEvent.OfTurn own) {
            json.put("turn", own.turn());
        }
        if (event instanceof ChatEvent.Numbered numbered) {
            json.put("seq", numbered.seq());
        }
        switch (event) {
            case ChatEvent.UserSaid e -> userSaid(json, e);
            case ChatEvent.TurnStarted e -> json.put("run", e.run().value()).put("model", e.model());
            case ChatEvent.Thought e -> json.put("item", e.itemId()).put("text", e.text());
            case ChatEvent.AssistantSaid e ->
                json.put("item", e.itemId()).put("text", e.text()).put("whole", e.whole());
            case ChatEvent.TakenBack e -> {
                json.put("whole", e.whole()).put("reason", e.reason());
                ArrayNode items = json.putArray("items");
                e.items().forEach(items::add);
            }
            case ChatEvent.ToolStarted e ->
                json.put("call", e.callId()).put("name", e.name()).put("args", e.args());
            case ChatEvent.ToolEnded e ->
                json.put("call", e.callId())
                        .put("name", e.name())
                        .put("result", e.result())
                        .put("failed", e.failed());
            case ChatEvent.Used e -> usage(json, e.usage());
            case ChatEvent.ApprovalAsked e ->
                json.put("approval", e.approvalId())
                        .put("call", e.callId())
                        .put("tool", e.tool())
                        .put("action", e.action())
                        .put("description", e.description())
                        .put("expires_at", e.expiresAt().toEpochMilli());
            case ChatEvent.ApprovalAnswered e -> {
                json.put("approval", e.approvalId())
                        .put("decision", e.decision().name())
                        .put("by", e.by());
                optional(json, "feedback", e.feedback());
            }
            case ChatEvent.TurnEnded e -> turnEnded(json, e);
            case ChatEvent.Injected e -> {
                json.put("message", e.messageId()).put("text", e.text());
                optional(json, "label", e.label());
            }
            case ChatEvent.SystemNote e -> json.put("text", e.text());
            case ChatEvent.Reset e -> json.put("session", e.session().value());
            case ChatEvent.Deleted e -> {}
        }
        return json.toString();
    }

    @Override
    public ChatEvent decode(String type, int version, String payload) {
        JsonNode json = JSON.readTree(payload);
        return switch (type) {
            case "user" -> userSaid(json);
            case "turn.started" ->
                new ChatEvent.TurnStarted(turn(json), seq(json), new RunId(text(json, "run")), text(json, "model"));
            case "thought" -> new ChatEvent.Thought(turn(json), text(json, "item"), text(json, "text"));
            case "assistant" ->
                new ChatEvent.AssistantSaid(
                        turn(json), seq(json), text(json, "item"), text(json, "text"), text(json, "whole"));
            case "taken_back" -> {
                List<String> items = new ArrayList<>();
                json.get("items").forEach(item -> items.add(item.stringValue()));
                yield new ChatEvent.TakenBack(turn(json), seq(json), text(json, "whole"), items, text(json, "reason"));
            }
            case "tool.started" ->
                new ChatEvent.ToolStarted(
                        turn(json), seq(json), text(json, "call"), text(json, "name"), text(json, "args"));
            case "tool.ended" ->
                new ChatEvent.ToolEnded(
                        turn(json),
                        seq(json),
                        text(json, "call"),
                        text(json, "name"),
                        text(json, "result"),
                        json.get("failed").booleanValue());
            case "usage" -> new ChatEvent.Used(turn(json), usage(json));
            case "approval.asked" ->
                new ChatEvent.ApprovalAsked(
                        turn(json),
                        seq(json),
                        text(json, "approval"),
                        text(json, "call"),
                        text(json, "tool"),
                        text(json, "action"),
                        text(json, "description"),
                        Instant.ofEpochMilli(json.get("expires_at").longValue()));
            case "approval.answered" ->
                new ChatEvent.ApprovalAnswered(
                        turn(json),
                        seq(json),
                        text(json, "approval"),
                        Approval.Decision.valueOf(text(json, "decision")),
                        text(json, "by"),
                        optional(json, "feedback"));
            case "turn.ended" -> turnEnded(json);
            case "injected" ->
                new ChatEvent.Injected(text(json, "message"), text(json, "text"), optional(json, "label"));
            case "note" -> new ChatEvent.SystemNote(text(json, "text"));
            case "reset" -> new ChatEvent.Reset(new SessionId(text(json, "session")));
            case "deleted" -> new ChatEvent.Deleted();
            default -> throw new IllegalArgumentException("chat event of unknown type: " + type);
        };
    }

    private static void userSaid(ObjectNode json, ChatEvent.UserSaid said) {
        json.put("text", said.text()).put("origin", said.origin().name());
        if (!said.attachments().isEmpty()) {
            ArrayNode attachments = json.putArray("attachments");
            for (Attachment attachment : said.attachments()) {
                attachments
                        .addObject()
                        .put("name", attachment.name())
                        .put("mime_type", attachment.mimeType())
                        .put("bytes", attachment.bytes());
            }
        }
    }

    private static ChatEvent userSaid(JsonNode json) {
        List<Attachment> attachments = new ArrayList<>();
        JsonNode stored = json.get("attachments");
        if (stored != null) {
            for (JsonNode each : stored) {
                attachments.add(new Attachment(
                        text(each, "name"),
                        text(each, "mime_type"),
                        each.get("bytes").longValue()));
            }
        }
        return new ChatEvent.UserSaid(
                turn(json), text(json, "text"), attachments, ChatEvent.Origin.valueOf(text(json, "origin")));
    }

    private static void turnEnded(ObjectNode json, ChatEvent.TurnEnded end) {
        json.put("outcome", end.outcome().name()).put("text", end.text());
        optional(json, "error", end.errorMessage());
        optional(
                json,
                "error_kind",
                end.errorKind() == null ? null : end.errorKind().name());
        json.put("stop_reason", end.stopReason());
        usage(json, end.usage());
    }

    private static ChatEvent.TurnEnded turnEnded(JsonNode json) {
        String kind = optional(json, "error_kind");
        return new ChatEvent.TurnEnded(
                turn(json),
                seq(json),
                ChatEvent.Outcome.valueOf(text(json, "outcome")),
                text(json, "text"),
                optional(json, "error"),
                kind == null ? null : ChatEvent.ErrorKind.valueOf(kind),
                text(json, "stop_reason"),
                usage(json));
    }

    private static void usage(ObjectNode json, Usage usage) {
        json.put("prompt", usage.promptTokens())
                .put("completion", usage.completionTokens())
                .put("cached", usage.cachedTokens())
                .put("reasoning", usage.reasoningTokens());
        Cost cost = usage.cost();
        if (cost != null) {
            json.put("cost", cost.digits()).put("currency", cost.currency());
        }
    }

    private static Usage usage(JsonNode json) {
        return new Usage(
                json.get("prompt").longValue(),
                json.get("completion").longValue(),
                json.get("cached").longValue(),
                json.get("reasoning").longValue(),
                json.has("cost") ? new Cost(new BigDecimal(text(json, "cost")), text(json, "currency")) : null);
    }

    private static void optional(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String optional(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.stringValue();
    }

    private static String turn(JsonNode json) {
        return text(json, "turn");
    }

    private static int seq(JsonNode json) {
        return json.get("seq").intValue();
    }

    private static String text(JsonNode json, String name) {
        return json.get(name).stringValue();
    }
}
