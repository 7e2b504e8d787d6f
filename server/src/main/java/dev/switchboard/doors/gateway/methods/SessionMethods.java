package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.Chats;
import dev.switchboard.chat.SessionPatch;
import dev.switchboard.chat.Transcript;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.doors.gateway.render.SessionJson;
import dev.switchboard.doors.gateway.render.TranscriptJson;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import dev.switchboard.wire.gateway.SessionsParams;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that begin with {@code sessions.}. */
final class SessionMethods {
    /** How long a turn that goes on may take to end before its session is reset or forgotten. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int PREVIEW_KEYS_MAX = 64;
    private static final int PREVIEW_ITEMS = 12;
    private static final int PREVIEW_ITEMS_MAX = 200;
    private static final int PREVIEW_CHARS = 240;
    private static final int PREVIEW_BYTES = 1 << 20;

    private final Desk desk;
    private final Chats chats;

    SessionMethods(Desk desk) {
        this.desk = desk;
        this.chats = desk.chats();
    }

    JsonNode list(Call call) throws InvalidParamsException {
        SessionsParams.Listing asked = SessionsParams.Listing.read(call.params());
        Instant now = desk.time().now();
        long max = asked.limit() == null ? SessionFilter.MAX : Math.min(SessionFilter.MAX, asked.limit());
        SessionFilter filter = new SessionFilter(
                Math.toIntExact(max),
                asked.activeMinutes() == null ? null : now.minus(Duration.ofMinutes(asked.activeMinutes())),
                asked.agentId() == null ? null : SessionKey.agentId(asked.agentId(), asked.agentId()),
                asked.label(),
                asked.spawnedBy(),
                asked.search() == null || asked.search().isBlank()
                        ? null
                        : asked.search().strip(),
                asked.includeGlobal(),
                asked.includeUnknown(),
                false);
        List<ChatSession> found = chats.list(call.caller().principal(), filter);
        ObjectNode json = GatewayJson.object()
                .put("ts", now.toEpochMilli())
                .put("path", desk.statePath())
                .put("count", found.size());
        json.set("defaults", new ModelFacts(desk.models()).defaults());
        ArrayNode rows = json.putArray("sessions");
        found.forEach(
                each -> rows.add(SessionJson.row(each, asked.includeDerivedTitles(), asked.includeLastMessage())));
        return json;
    }

    JsonNode preview(Call call) throws InvalidParamsException {
        SessionsParams.Preview asked = SessionsParams.Preview.read(call.params());
        int limit = asked.limit() == null ? PREVIEW_ITEMS : (int) Math.min(PREVIEW_ITEMS_MAX, asked.limit());
        int chars = asked.maxChars() == null ? PREVIEW_CHARS : (int) Math.min(PREVIEW_BYTES, asked.maxChars());
        ObjectNode json = GatewayJson.object().put("ts", desk.time().now().toEpochMilli());
        ArrayNode previews = json.putArray("previews");
        asked.keys().stream()
                .limit(PREVIEW_KEYS_MAX)
                .forEach(key -> previews.add(preview(call.caller().principal(), key, limit, chars)));
        return json;
    }

    private ObjectNode preview(Principal principal, String raw, int limit, int chars) {
        ObjectNode json = GatewayJson.object().put("key", raw);
        Transcript transcript;
        try {
            transcript = chats.history(principal, chats.key(raw), limit, PREVIEW_BYTES);
        } catch (ProblemException e) {
            json.put("status", "error").putArray("items");
            return json;
        }
        ArrayNode items = json.putArray("items");
        for (Transcript.Message message : transcript.messages()) {
            String words = TranscriptJson.words(message).strip();
            if (!words.isEmpty()) {
                items.addObject().put("role", role(message)).put("text", cut(words, chars));
            }
        }
        boolean missing = transcript.session() == null;
        return json.put("status", missing ? "missing" : items.isEmpty() ? "empty" : "ok");
    }

    JsonNode resolve(Call call) throws InvalidParamsException, MethodException {
        SessionsParams.Resolve asked = SessionsParams.Resolve.read(call.params());
        Principal principal = call.caller().principal();
        long given = Stream.of(
                        Optional.ofNullable(asked.key()),
                        Optional.ofNullable(asked.sessionId()),
                        Optional.ofNullable(asked.label()))
                .filter(Optional::isPresent)
                .count();
        if (given == 0) {
            throw MethodException.invalid("Either key, sessionId, or label is required");
        }
        if (given > 1) {
            throw MethodException.invalid("Provide either key, sessionId, or label (not several of them)");
        }
        Optional<ChatSession> found = asked.key() != null
                ? chats.find(principal, chats.key(asked.key()))
                : asked.sessionId() != null
                        ? chats.find(principal, new SessionId(asked.sessionId()))
                        : chats.list(principal, labelled(asked.label())).stream()
                                .findFirst();
        String name = asked.key() != null ? asked.key() : asked.sessionId() != null ? asked.sessionId() : asked.label();
        return found.map(session -> GatewayJson.object()
                        .put("ok", true)
                        .put("key", session.key().canonical()))
                .orElseThrow(() -> MethodException.invalid("No session found: " + name));
    }

    JsonNode patch(Call call) throws InvalidParamsException {
        SessionsParams.Patch asked = SessionsParams.Patch.read(call.params());
        Map<Setting, Optional<String>> changes = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Optional<String> change = asked.changes().get(SessionJson.name(setting));
            if (change != null) {
                changes.put(setting, change);
            }
        }
        SessionPatch patch = new SessionPatch(changes, asked.relabel(), asked.label(), asked.archived());
        ChatSession session = chats.patch(call.caller().principal(), chats.key(asked.key()), patch);
        desk.verbosity().learn(session);
        ObjectNode json = keyed(session).put("path", desk.statePath());
        json.set("entry", SessionJson.entry(session));
        return json;
    }

    JsonNode reset(Call call) throws InvalidParamsException {
        SessionKey key = chats.key(SessionsParams.Keyed.read(call.params()).key());
        Principal principal = call.caller().principal();
        ChatSession session = chats.find(principal, key).isEmpty()
                ? chats.patch(principal, key, SessionPatch.NONE)
                : chats.reset(principal, key, PATIENCE);
        ObjectNode json = keyed(session);
        json.set("entry", SessionJson.entry(session));
        return json;
    }

    JsonNode delete(Call call) throws InvalidParamsException {
        SessionKey key = chats.key(SessionsParams.Delete.read(call.params()).key());
        boolean deleted = chats.delete(call.caller().principal(), key, PATIENCE);
        desk.verbosity().forget(key);
        ObjectNode json =
                GatewayJson.object().put("ok", true).put("key", key.canonical()).put("deleted", deleted);
        json.putArray("archived");
        return json;
    }

    private static ObjectNode keyed(ChatSession session) {
        return GatewayJson.object().put("ok", true).put("key", session.key().canonical());
    }

    private static SessionFilter labelled(@Nullable String label) {
        return new SessionFilter(1, null, null, label, null, null, true, true, true);
    }

    private static String role(Transcript.Message message) {
        return switch (message) {
            case Transcript.User _ -> "user";
            case Transcript.Assistant _ -> "assistant";
            case Transcript.ToolResult _ -> "tool";
            case Transcript.Note _ -> "system";
        };
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
    }
}
