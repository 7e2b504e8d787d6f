package dev.switchboard.doors.gateway.render;

import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.wire.gateway.GatewayJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A session as a row of a list, and as the entry that methods which change it answer with. */
public final class SessionJson {

    private SessionJson() {}

    /** A row of {@code sessions.list}. */
    public static ObjectNode row(ChatSession session, boolean titled, boolean previewed) {
        ObjectNode json =
                GatewayJson.object().put("key", session.key().canonical()).put("kind", kind(session));
        if (titled && !session.title().isEmpty()) {
            json.put("derivedTitle", session.title());
        }
        if (previewed && !session.preview().isEmpty()) {
            json.put("lastMessagePreview", session.preview());
        }
        json.setAll(entry(session));
        return json;
    }

    /** What is known of a session besides its key. */
    public static ObjectNode entry(ChatSession session) {
        ObjectNode json = GatewayJson.object()
                .put("sessionId", session.session().value())
                .put("updatedAt", session.updatedAt().toEpochMilli())
                .put("createdAt", session.createdAt().toEpochMilli());
        if (session.label() != null) {
            json.put("label", session.label()).put("displayName", session.label());
        }
        for (Setting setting : Setting.values()) {
            put(json, name(setting), session.settings().get(setting));
        }
        if (!json.has("model") && !session.model().isEmpty()) {
            json.put("model", session.model());
        }
        if (session.archived()) {
            json.put("archived", true);
        }
        return json.put("inputTokens", session.usage().promptTokens())
                .put("outputTokens", session.usage().completionTokens())
                .put("totalTokens", session.usage().total());
    }

    /** What the protocol calls a setting. */
    public static String name(Setting setting) {
        return switch (setting) {
            case THINKING_LEVEL -> "thinkingLevel";
            case VERBOSE_LEVEL -> "verboseLevel";
            case REASONING_LEVEL -> "reasoningLevel";
            case ELEVATED_LEVEL -> "elevatedLevel";
            case RESPONSE_USAGE -> "responseUsage";
            case MODEL -> "model";
            case SEND_POLICY -> "sendPolicy";
            case GROUP_ACTIVATION -> "groupActivation";
            case EXEC_HOST -> "execHost";
            case EXEC_SECURITY -> "execSecurity";
            case EXEC_ASK -> "execAsk";
            case EXEC_NODE -> "execNode";
            case SPAWNED_BY -> "spawnedBy";
        };
    }

    private static String kind(ChatSession session) {
        if (session.key().isGlobal()) {
            return "global";
        }
        if (session.key().isUnknown()) {
            return "unknown";
        }
        return session.key().name().contains("group:") ? "group" : "direct";
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
