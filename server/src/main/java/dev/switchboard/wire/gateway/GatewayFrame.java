package dev.switchboard.wire.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One text message of the gateway protocol. */
public sealed interface GatewayFrame {

    /**
     * Asks for something.
     *
     * @param id chosen by the asker; it comes back in each answer
     */
    record Request(String id, String method, @Nullable JsonNode params) implements GatewayFrame {
        public String text() {
            ObjectNode json =
                    GatewayJson.object().put("type", "req").put("id", id).put("method", method);
            return GatewayJson.text(set(json, "params", params));
        }
    }

    /** Answers a request. A request may be answered twice: first that it was accepted, then with the outcome. */
    record Response(
            String id,
            boolean ok,
            @Nullable JsonNode payload,
            @Nullable ErrorShape error) implements GatewayFrame {

        public static Response ok(String id, JsonNode payload) {
            return new Response(id, true, payload, null);
        }

        public static Response failed(String id, ErrorShape error) {
            return new Response(id, false, null, error);
        }

        public String text() {
            ObjectNode json =
                    GatewayJson.object().put("type", "res").put("id", id).put("ok", ok);
            set(json, "payload", payload);
            return GatewayJson.text(set(json, "error", error == null ? null : error.json()));
        }
    }

    /** Tells of something. */
    record Event(
            String event,
            @Nullable JsonNode payload,
            @Nullable Long seq,
            @Nullable StateVersion stateVersion) implements GatewayFrame {
        public String text() {
            ObjectNode json = GatewayJson.object().put("type", "event").put("event", event);
            set(json, "payload", payload);
            if (seq != null) {
                json.put("seq", seq);
            }
            return GatewayJson.text(set(json, "stateVersion", stateVersion == null ? null : stateVersion.json()));
        }
    }

    /**
     * JSON that is none of these.
     *
     * @param id of the request that it wanted to be; absent when it has none
     * @param reason fit for its sender
     */
    record Malformed(@Nullable String id, String reason) implements GatewayFrame {}

    /** How often presence and health have changed. */
    record StateVersion(long presence, long health) {
        public ObjectNode json() {
            return GatewayJson.object().put("presence", presence).put("health", health);
        }
    }

    /**
     * Reads a message. Requests are closed objects: a key that is not known makes them malformed.
     *
     * @throws JacksonException when it is not JSON
     */
    static GatewayFrame read(String text) {
        JsonNode json = GatewayJson.read(text);
        if (!json.isObject()) {
            return new Malformed(null, "must be object");
        }
        return switch (json.path("type").asString("")) {
            case "req" -> request(json);
            case "res" ->
                json.path("id").isString() && json.path("ok").isBoolean()
                        ? new Response(
                                json.path("id").stringValue(),
                                json.path("ok").booleanValue(),
                                json.get("payload"),
                                json.path("error").isObject() ? ErrorShape.read(json.path("error")) : null)
                        : malformed(json, "at root: must have a string id and a boolean ok");
            case "event" ->
                json.path("event").isString()
                        ? new Event(
                                json.path("event").stringValue(),
                                json.get("payload"),
                                number(json.get("seq")),
                                version(json.get("stateVersion")))
                        : malformed(json, "at root: must have a string event");
            default -> malformed(json, "at /type: must be equal to constant");
        };
    }

    /** Newer clients add a trace and the profile that they act for; both are optional and change nothing. */
    private static GatewayFrame request(JsonNode json) {
        Set<String> known = Set.of("type", "id", "method", "params", "traceparent", "expectedProfileId");
        for (String name : json.propertyNames()) {
            if (!known.contains(name)) {
                return malformed(json, "at root: unexpected property '" + ClosedObject.shown(name) + "'");
            }
        }
        if (json.path("id").asString("").isEmpty() || !json.path("id").isString()) {
            return malformed(json, "at /id: must be a non-empty string");
        }
        if (json.path("method").asString("").isEmpty() || !json.path("method").isString()) {
            return malformed(json, "at /method: must be a non-empty string");
        }
        return new Request(json.path("id").stringValue(), json.path("method").stringValue(), json.get("params"));
    }

    private static Malformed malformed(JsonNode json, String reason) {
        JsonNode id = json.path("id");
        return new Malformed(id.isString() && !id.stringValue().isEmpty() ? id.stringValue() : null, reason);
    }

    private static @Nullable Long number(@Nullable JsonNode node) {
        return node == null || !node.isIntegralNumber() ? null : node.longValue();
    }

    private static @Nullable StateVersion version(@Nullable JsonNode node) {
        return node == null || !node.isObject()
                ? null
                : new StateVersion(
                        node.path("presence").asLong(0), node.path("health").asLong(0));
    }

    private static ObjectNode set(ObjectNode json, String name, @Nullable JsonNode value) {
        if (value != null) {
            json.set(name, value);
        }
        return json;
    }
}
