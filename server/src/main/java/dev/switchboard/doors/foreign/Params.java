package dev.switchboard.doors.foreign;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of a call as gateways want them: keys of sessions in the one spelling that all of them look up alike, under their names. */
final class Params {
    private static final Set<String> BY_KEY = Set.of("sessions.patch", "sessions.reset", "sessions.delete");

    private Params() {}

    /** A copy in the gateway's spelling. */
    static ObjectNode canonical(String method, ObjectNode given, SessionDefaults defaults) {
        ObjectNode params = given.deepCopy();
        if (BY_KEY.contains(method) && params.has("sessionKey")) {
            JsonNode key = params.remove("sessionKey");
            if (!params.has("key")) {
                params.set("key", key);
            }
        }
        respell(params, "sessionKey", defaults);
        if (method.startsWith("sessions.")) {
            respell(params, "key", defaults);
            if (params.path("keys") instanceof ArrayNode keys) {
                ArrayNode respelled = params.putArray("keys");
                keys.forEach(key -> respelled.add(defaults.canonical(key.asString(""))));
            }
        }
        return params;
    }

    private static void respell(ObjectNode params, String field, SessionDefaults defaults) {
        JsonNode key = params.path(field);
        if (key.isString()) {
            params.put(field, defaults.canonical(key.asString()));
        }
    }
}
