package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.Chats;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.principal.Principal;
import dev.switchboard.wire.gateway.AgentParams;
import dev.switchboard.wire.gateway.ClosedObject;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that tell how things stand. */
public final class StatusMethods {
    private static final Duration HEALTH_KEPT = Duration.ofSeconds(60);
    private static final int RECENT = 5;

    private final Desk desk;
    private final Chats chats;
    private volatile @Nullable Checked checked;

    public StatusMethods(Desk desk) {
        this.desk = desk;
        this.chats = desk.chats();
    }

    JsonNode health(Call call) throws InvalidParamsException {
        ClosedObject params = ClosedObject.of(call.params()).also("includeSensitive");
        boolean probe = Boolean.TRUE.equals(params.optionalFlag("probe"));
        params.end();
        return health(call.caller().principal(), probe);
    }

    /**
     * How the gateway is.
     *
     * @param anew whether an answer that is younger than a minute is not enough
     */
    public ObjectNode health(Principal principal, boolean anew) {
        Checked known = checked;
        Instant now = desk.time().now();
        if (known != null && !anew && now.isBefore(known.at().plus(HEALTH_KEPT))) {
            return known.health();
        }
        ObjectNode health = check(principal, now);
        checked = new Checked(now, health);
        return health;
    }

    JsonNode status(Call call) throws InvalidParamsException {
        AgentParams.Nothing.read(call.params(), "includeChannelSummary");
        ObjectNode json = GatewayJson.object().put("runtimeVersion", desk.version());
        ObjectNode heartbeat = json.putObject("heartbeat").put("defaultAgentId", agent());
        heartbeat.putArray("agents");
        json.putArray("channelSummary");
        json.putArray("queuedSystemEvents");
        Chats.Load load = chats.load();
        json.putObject("turns").put("running", load.turns());
        List<ChatSession> latest = latest(call.caller().principal());
        ObjectNode sessions = json.putObject("sessions").put("count", latest.size());
        sessions.putArray("paths").add(desk.statePath());
        sessions.set("defaults", new ModelFacts(desk.models()).defaults());
        sessions.set("recent", recent(latest, desk.time().now()));
        return json;
    }

    JsonNode presence(Call call) throws InvalidParamsException {
        AgentParams.Nothing.read(call.params());
        return desk.presence().get();
    }

    JsonNode models(Call call) throws InvalidParamsException {
        AgentParams.Nothing.read(
                call.params(),
                "agentId",
                "sessionKey",
                "authProfileId",
                "provider",
                "includeDetails",
                "includeProviderCapabilities",
                "includeDefaultModels",
                "preparedOnly",
                "refresh",
                "view");
        ObjectNode json = GatewayJson.object();
        json.set("models", new ModelFacts(desk.models()).rows());
        return json;
    }

    JsonNode agents(Call call) throws InvalidParamsException {
        AgentParams.Nothing.read(call.params());
        ObjectNode json = GatewayJson.object()
                .put("defaultId", agent())
                .put("mainKey", chats.config().mainKey())
                .put("scope", "per-sender");
        json.putArray("agents").addObject().put("id", agent()).put("name", agent());
        return json;
    }

    JsonNode identity(Call call) throws InvalidParamsException, MethodException {
        AgentParams.Identity asked = AgentParams.Identity.read(call.params());
        String id = asked.agentId() != null
                ? SessionKey.agentId(asked.agentId(), "")
                : asked.sessionKey() == null || asked.sessionKey().isBlank()
                        ? agent()
                        : chats.key(asked.sessionKey()).agentId();
        if (asked.agentId() != null && !id.equals(agent())) {
            throw MethodException.invalid(
                    "invalid agent.identity.get params: unknown agent id \"" + asked.agentId() + "\"");
        }
        return GatewayJson.object().put("agentId", id).put("name", id);
    }

    private ObjectNode check(Principal principal, Instant now) {
        long begun = desk.time().nanos();
        List<ChatSession> latest = latest(principal);
        ObjectNode sessions = GatewayJson.object().put("path", desk.statePath()).put("count", latest.size());
        sessions.set("recent", recent(latest, now));
        ObjectNode json = GatewayJson.object().put("ok", true).put("ts", now.toEpochMilli());
        json.putObject("channels");
        json.putArray("channelOrder");
        json.putObject("channelLabels");
        json.put("heartbeatSeconds", 0).put("defaultAgentId", agent());
        json.putArray("agents")
                .addObject()
                .put("agentId", agent())
                .put("isDefault", true)
                .set("sessions", sessions.deepCopy());
        json.set("sessions", sessions);
        return json.put(
                "durationMs", Duration.ofNanos(desk.time().nanos() - begun).toMillis());
    }

    private static ArrayNode recent(List<ChatSession> latest, Instant now) {
        ArrayNode rows = GatewayJson.array();
        latest.stream()
                .limit(RECENT)
                .forEach(session -> rows.addObject()
                        .put("key", session.key().canonical())
                        .put("updatedAt", session.updatedAt().toEpochMilli())
                        .put("age", Duration.between(session.updatedAt(), now).toMillis()));
        return rows;
    }

    private List<ChatSession> latest(Principal principal) {
        return chats.list(principal, SessionFilter.latest(SessionFilter.MAX));
    }

    private String agent() {
        return chats.config().defaultAgent();
    }

    private record Checked(Instant at, ObjectNode health) {}
}
