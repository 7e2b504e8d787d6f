package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a gateway said when it let us in, with sane values where it said none.
 *
 * @param uptime how long the gateway has been running; absent when it did not say
 * @param scopes what we may do; absent when it did not say
 * @param deviceToken what this device may show the next time; empty when there is none
 * @param maxPayload of one frame of ours, in bytes
 */
record Hello(
        int protocol,
        SessionDefaults defaults,
        @Nullable Duration uptime,
        @Nullable List<String> scopes,
        Secret deviceToken,
        int maxPayload,
        Duration tickInterval) {
    private static final int USUAL_PAYLOAD = 512 * 1024;
    private static final int LARGEST_PAYLOAD = 25 * 1024 * 1024;
    private static final int USUAL_TICK_MS = 30_000;
    private static final int LONGEST_TICK_MS = 300_000;

    /** Reads the welcome; null when it is none. */
    static @Nullable Hello of(ObjectNode payload) {
        if (!payload.path("type").asString("").equals("hello-ok")) {
            return null;
        }
        JsonNode snapshot = payload.path("snapshot");
        JsonNode policy = payload.path("policy");
        JsonNode auth = payload.path("auth");
        Long uptimeMs = Incoming.number(snapshot.path("uptimeMs"));
        return new Hello(
                payload.path("protocol").asInt(0),
                defaults(snapshot.path("sessionDefaults")),
                uptimeMs == null ? null : Duration.ofMillis(Math.clamp(uptimeMs, 0, Long.MAX_VALUE / 1_000_000)),
                auth.path("scopes").isArray() ? texts(auth.path("scopes")) : null,
                new Secret(auth.path("deviceToken").asString("")),
                atMost(LARGEST_PAYLOAD, policy.path("maxPayload"), USUAL_PAYLOAD),
                Duration.ofMillis(atMost(LONGEST_TICK_MS, policy.path("tickIntervalMs"), USUAL_TICK_MS)));
    }

    /** Whether we may do what we asked for, as far as the gateway says. */
    boolean allows(List<String> wanted) {
        List<String> given = scopes;
        return given == null || given.contains("operator.admin") || given.containsAll(wanted);
    }

    private static SessionDefaults defaults(JsonNode node) {
        String agent = node.path("defaultAgentId").asString("").strip();
        String main = node.path("mainKey").asString("").strip();
        return new SessionDefaults(agent.isEmpty() ? "main" : agent, main.isEmpty() ? "main" : main);
    }

    private static int atMost(int largest, JsonNode node, int usual) {
        Long value = Incoming.number(node);
        return value == null || value <= 0 ? usual : (int) Math.min(value, largest);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString("")));
        return texts;
    }
}
