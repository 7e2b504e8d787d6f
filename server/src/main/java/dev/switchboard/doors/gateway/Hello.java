package dev.switchboard.doors.gateway;

import dev.switchboard.chat.Chats;
import dev.switchboard.doors.gateway.methods.Methods;
import dev.switchboard.doors.gateway.methods.StatusMethods;
import dev.switchboard.time.Time;
import dev.switchboard.wire.gateway.GatewayFrame.StateVersion;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client is told when it is let in. */
final class Hello {
    /** What clients may hear of. */
    static final List<String> EVENTS =
            List.of("connect.challenge", "agent", "chat", "presence", "tick", "health", "shutdown");

    /** Bytes of one attachment, at most. */
    private static final int ATTACHMENT_BYTES = 5_000_000;

    private final Methods methods;
    private final StatusMethods status;
    private final Chats chats;
    private final Credentials credentials;
    private final String version;
    private final String statePath;
    private final Time time;
    private final long begun;

    Hello(
            Methods methods,
            StatusMethods status,
            Chats chats,
            Credentials credentials,
            String version,
            String statePath,
            Time time) {
        this.methods = methods;
        this.status = status;
        this.chats = chats;
        this.credentials = credentials;
        this.version = version;
        this.statePath = statePath;
        this.time = time;
        this.begun = time.nanos();
    }

    /** The welcome. */
    ObjectNode to(Member member, ArrayNode presence, StateVersion stateVersion) {
        ObjectNode json = GatewayJson.object()
                .put("type", "hello-ok")
                .put("protocol", member.dialect().protocol());
        json.putObject("server").put("version", version).put("connId", member.connection());
        ObjectNode features = json.putObject("features");
        features.set("methods", GatewayJson.texts(methods.names()));
        features.set("events", GatewayJson.texts(EVENTS));
        json.set("snapshot", snapshot(member, presence, stateVersion));
        if (member.dialect() == Dialect.P4 || member.deviceToken() != null) {
            json.set("auth", auth(member));
        }
        json.set("policy", policy(member.dialect()));
        return json;
    }

    /** How the gateway is, as clients are told after the welcome. */
    ObjectNode health(Member member) {
        return status.health(member.principal(), false);
    }

    private ObjectNode snapshot(Member member, ArrayNode presence, StateVersion stateVersion) {
        ObjectNode json = GatewayJson.object();
        json.set("presence", presence);
        json.set("health", health(member));
        json.set("stateVersion", stateVersion.json());
        json.put("uptimeMs", Duration.ofNanos(time.nanos() - begun).toMillis());
        if (!member.isNode()) {
            json.put("stateDir", statePath);
        }
        json.putObject("sessionDefaults")
                .put("defaultAgentId", chats.config().defaultAgent())
                .put("mainKey", chats.config().mainKey())
                .put("mainSessionKey", chats.mainSession().canonical())
                .put("scope", "per-sender");
        if (member.dialect() == Dialect.P4) {
            json.put("authMode", credentials.none() ? "none" : credentials.tokens() ? "token" : "password");
        }
        return json;
    }

    private static ObjectNode auth(Member member) {
        ObjectNode json = GatewayJson.object();
        if (member.dialect() == Dialect.P4) {
            json.put("method", member.method());
        }
        json.put("role", member.role());
        json.set("scopes", GatewayJson.texts(member.scopes()));
        if (member.deviceToken() != null) {
            json.put("deviceToken", member.deviceToken())
                    .put("issuedAtMs", member.since().toEpochMilli());
        }
        return json;
    }

    private static ObjectNode policy(Dialect dialect) {
        ObjectNode json = GatewayJson.object()
                .put("maxPayload", dialect.maxPayload())
                .put("maxBufferedBytes", dialect.maxBuffered())
                .put("tickIntervalMs", Dialect.TICK_MILLIS);
        if (dialect == Dialect.P4) {
            json.putObject("attachments").put("maxBytes", ATTACHMENT_BYTES).put("maxImageBytes", ATTACHMENT_BYTES);
        }
        return json;
    }
}
