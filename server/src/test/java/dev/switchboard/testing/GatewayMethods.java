package dev.switchboard.testing;

import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.ScriptedGateway.Request;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a {@link ScriptedGateway} answers when a test says nothing else. */
final class GatewayMethods {
    private static final Set<String> READ = Set.of("health", "sessions.list", "sessions.preview", "chat.history");
    private static final Set<String> WRITE = Set.of("agent", "agent.wait", "wake", "chat.send", "chat.abort");
    private static final Set<String> STOP_WORDS = Set.of("/stop", "stop", "esc", "abort", "wait", "exit", "interrupt");

    private GatewayMethods() {}

    static void install(ScriptedGateway gateway) {
        gateway.onOk("health", "{\"ok\":true,\"ts\":1}")
                .onOk("sessions.list", "{\"ts\":1,\"count\":0,\"sessions\":[]}")
                .onOk("wake", "{\"ok\":true}")
                .on("sessions.patch", request -> acknowledge(gateway, request))
                .on("sessions.reset", request -> acknowledge(gateway, request))
                .on("sessions.delete", request -> acknowledge(gateway, request))
                .on("node.event", GatewayMethods::nodeEvent)
                .on("chat.send", request -> chatSend(gateway, request))
                .on("chat.abort", request -> chatAbort(gateway, request))
                .on("chat.history", request -> chatHistory(gateway, request))
                .on("agent.wait", request -> agentWait(gateway, request));
    }

    static String scope(String method) {
        return "operator." + (READ.contains(method) ? "read" : WRITE.contains(method) ? "write" : "admin");
    }

    static boolean inScope(String method, List<String> scopes) {
        String needed = scope(method);
        return method.startsWith("node.")
                || scopes.contains("operator.admin")
                || scopes.contains(needed)
                || (needed.equals("operator.read") && scopes.contains("operator.write"));
    }

    private static void acknowledge(ScriptedGateway gateway, Request request) {
        if (request.params().has("sessionKey")) {
            request.error("INVALID_REQUEST", "invalid params: at root: unexpected property 'sessionKey'");
        } else {
            request.ok(answer().put("ok", true).put("key", gateway.canonical(request.text("key"))));
        }
    }

    private static void nodeEvent(Request request) {
        String key =
                request.params().path("payload").path("sessionKey").asString("").strip();
        switch (request.text("event")) {
            case "chat.subscribe" -> request.client().subscribe(key);
            case "chat.unsubscribe" -> request.client().unsubscribe(key);
            default -> {}
        }
        request.ok(answer().put("ok", true));
    }

    private static void chatSend(ScriptedGateway gateway, Request request) {
        String message = request.text("message");
        String runId = request.text("idempotencyKey");
        String key = request.text("sessionKey");
        if (STOP_WORDS.contains(message.strip().toLowerCase(Locale.ROOT))) {
            abort(gateway, request, key, null, "stop");
            return;
        }
        GatewayRun known = gateway.known(runId);
        if (known != null) {
            request.ok(answer().put("runId", runId).put("status", known.ended() ? "ok" : "in_flight"));
            return;
        }
        GatewayRun turn = new GatewayRun(gateway, key, runId, request.client());
        gateway.remember(key, turn.userMessage(message));
        request.ok(answer().put("runId", runId).put("status", "started"));
        gateway.began(turn);
    }

    private static void chatAbort(ScriptedGateway gateway, Request request) {
        String runId = request.text("runId");
        GatewayRun run = gateway.known(runId);
        boolean sameKey = run == null
                || (gateway.flavor == Flavor.G9
                        ? gateway.canonical(run.sentKey()).equals(gateway.canonical(request.text("sessionKey")))
                        : run.sentKey().equals(request.text("sessionKey")));
        if (!sameKey) {
            request.error("INVALID_REQUEST", "runId does not match sessionKey");
        } else {
            abort(gateway, request, request.text("sessionKey"), runId.isEmpty() ? null : runId, "rpc");
        }
    }

    private static void abort(
            ScriptedGateway gateway, Request request, String key, @Nullable String runId, String reason) {
        ObjectNode answer = answer().put("ok", true);
        ArrayNode ids = answer.putArray("runIds");
        for (GatewayRun run : gateway.knownRuns()) {
            boolean meant =
                    runId == null ? run.sentKey().equals(key) : run.runId().equals(runId);
            if (meant && !run.ended()) {
                run.abort(reason);
                ids.add(run.runId());
            }
        }
        request.ok(answer.put("aborted", !ids.isEmpty()));
    }

    private static void chatHistory(ScriptedGateway gateway, Request request) {
        String key = request.text("sessionKey");
        ObjectNode answer = answer().put("sessionKey", key).put("thinkingLevel", "off");
        List<ObjectNode> history = gateway.history(key);
        int limit = request.params().path("limit").asInt(200);
        ArrayNode messages = answer.putArray("messages");
        history.subList(Math.max(0, history.size() - limit), history.size()).forEach(messages::add);
        request.ok(answer);
    }

    private static void agentWait(ScriptedGateway gateway, Request request) {
        GatewayRun run = gateway.known(request.text("runId"));
        boolean ended = run != null && run.ended();
        request.ok(answer().put("runId", request.text("runId")).put("status", ended ? "ok" : "timeout"));
    }

    private static ObjectNode answer() {
        return ScriptedGateway.JSON.createObjectNode();
    }
}
