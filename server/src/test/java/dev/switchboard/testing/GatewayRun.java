package dev.switchboard.testing;

import dev.switchboard.testing.ScriptedGateway.Flavor;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of a {@link ScriptedGateway}, told step by step in the frames of its generation: which key stands in them, who gets them, how a
 * failure and an abort look. Agent and chat frames share one counter. Any thread may tell it, one at a time.
 */
public final class GatewayRun {
    private final ScriptedGateway gateway;
    private final String sentKey;
    private final String runId;
    private final @Nullable GatewayClient starter;
    private final StringBuilder text = new StringBuilder();
    private int seq;
    private volatile boolean ended;

    GatewayRun(ScriptedGateway gateway, String sentKey, String runId, @Nullable GatewayClient starter) {
        this.gateway = gateway;
        this.sentKey = sentKey;
        this.runId = runId;
        this.starter = starter;
    }

    public String runId() {
        return runId;
    }

    /** The session's key as the client wrote it. */
    public String sentKey() {
        return sentKey;
    }

    public boolean ended() {
        return ended;
    }

    public synchronized GatewayRun begin() {
        agent("lifecycle", data("phase", "start").put("startedAt", 1));
        return this;
    }

    /** Speaks: each piece is an agent frame and a chat delta with the same number, both with the whole text so far. */
    public synchronized GatewayRun say(String... pieces) {
        for (String piece : pieces) {
            text.append(piece);
            agent("assistant", data("text", text.toString()).put("delta", piece));
            ObjectNode delta = chat("delta", false);
            delta.set("message", message(text.toString()));
            if (gateway.flavor == Flavor.G9) {
                delta.put("deltaText", piece).put("agentId", "main");
            }
            sendChat(delta);
        }
        return this;
    }

    /** A tool's start and result, for those whom this generation shows them. */
    public synchronized GatewayRun tool(String callId, String name) {
        tool(data("phase", "start").put("name", name).put("toolCallId", callId));
        tool(data("phase", "result").put("name", name).put("toolCallId", callId).put("isError", false));
        return this;
    }

    /** Ends in order; what was said goes to the history. */
    public synchronized GatewayRun end() {
        agent("lifecycle", data("phase", "end").put("endedAt", 2));
        ObjectNode last = chat("final", false);
        last.set("message", message(text.toString().strip()));
        rememberAnswer("stop", null);
        ended = true;
        sendChat(last);
        return this;
    }

    /** Ends without a message, as an empty answer does; the history has what was said. */
    public synchronized GatewayRun endWithoutMessage() {
        agent("lifecycle", data("phase", "end").put("endedAt", 2));
        rememberAnswer("stop", null);
        ended = true;
        sendChat(chat("final", false));
        return this;
    }

    /** The model failed: a final without a message before G9, two errors from then on. */
    public synchronized GatewayRun fail(String errorMessage) {
        agent("lifecycle", data("phase", "end").put("endedAt", 2));
        rememberAnswer("error", errorMessage);
        ended = true;
        if (gateway.flavor != Flavor.G9) {
            sendChat(chat("final", false));
            return this;
        }
        sendChat(chat("error", false).put("errorMessage", errorMessage).put("errorKind", "unknown"));
        sendChat(chat("error", false).put("errorMessage", errorMessage).put("seq", 1));
        return this;
    }

    /** Aborts; before G9 with the key as it was sent, in G9 followed by two ends of the agent. */
    public synchronized GatewayRun abort(String stopReason) {
        ended = true;
        seq++;
        ObjectNode aborted = chat("aborted", true).put("stopReason", stopReason);
        if (gateway.flavor == Flavor.G9 && !text.isEmpty()) {
            aborted.set("message", message(text.toString()));
        }
        sendChat(aborted);
        if (gateway.flavor == Flavor.G9) {
            agent("lifecycle", data("phase", "end").put("status", "cancelled"));
            agent("lifecycle", data("phase", "error").put("error", "aborted"));
        }
        return this;
    }

    /** Goes on in silence: what is said now nobody hears, but the history has it and the run ends. */
    public synchronized GatewayRun endUnheard(String rest) {
        text.append(rest);
        rememberAnswer("stop", null);
        ended = true;
        return this;
    }

    /** As {@link #endUnheard}, with a failure of the model. */
    public synchronized GatewayRun failUnheard(String errorMessage) {
        rememberAnswer("error", errorMessage);
        ended = true;
        return this;
    }

    /** The whole text so far. */
    public synchronized String text() {
        return text.toString();
    }

    ObjectNode userMessage(String said) {
        ObjectNode message = ScriptedGateway.JSON.createObjectNode().put("role", "user");
        if (gateway.flavor == Flavor.G9) {
            return message.put("content", said).put("idempotencyKey", runId + ":user");
        }
        message.putArray("content").addObject().put("type", "text").put("text", said);
        return message.put("timestamp", 1);
    }

    private void rememberAnswer(String stopReason, @Nullable String errorMessage) {
        ObjectNode answer = message(text.toString().strip()).put("stopReason", stopReason);
        if (errorMessage != null) {
            answer.put("errorMessage", errorMessage);
        }
        if (gateway.flavor == Flavor.G9) {
            answer.putObject("__openclaw").put("runId", runId);
        }
        gateway.remember(sentKey, answer);
    }

    private void tool(ObjectNode data) {
        seq++;
        ObjectNode payload = agentPayload("tool", data);
        GatewayClient client = starter;
        boolean capable = client != null && client.hasCap("tool-events");
        switch (gateway.flavor) {
            case G1 -> gateway.broadcast("agent", payload, GatewayClient::verbose);
            case G2 -> {
                if (capable && client != null) {
                    client.sendEvent("agent", payload, null);
                }
            }
            case G9 -> gateway.broadcast("agent", payload, each -> capable && each == client);
        }
    }

    private void agent(String stream, ObjectNode data) {
        seq++;
        send("agent", agentPayload(stream, data), each -> true);
    }

    private ObjectNode agentPayload(String stream, ObjectNode data) {
        ObjectNode payload = head(false).put("stream", stream).put("ts", 1);
        payload.set("data", data);
        return payload;
    }

    private ObjectNode chat(String state, boolean aborted) {
        return head(aborted).put("state", state);
    }

    private void sendChat(ObjectNode payload) {
        send("chat", payload, each -> true);
    }

    private void send(String event, ObjectNode payload, Predicate<GatewayClient> to) {
        gateway.broadcast(event, payload, to);
        if (gateway.flavor != Flavor.G9) {
            gateway.toNodes(event, payload, sentKey);
        }
    }

    private ObjectNode head(boolean aborted) {
        String key = switch (gateway.flavor) {
            case G1 -> sentKey.toLowerCase(Locale.ROOT);
            case G2 -> aborted ? sentKey : gateway.canonical(sentKey);
            case G9 -> gateway.canonical(sentKey);
        };
        return ScriptedGateway.JSON
                .createObjectNode()
                .put("runId", runId)
                .put("sessionKey", key)
                .put("seq", seq);
    }

    private static ObjectNode message(String text) {
        ObjectNode message = ScriptedGateway.JSON.createObjectNode().put("role", "assistant");
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message.put("timestamp", 1);
    }

    private static ObjectNode data(String field, String value) {
        return ScriptedGateway.JSON.createObjectNode().put(field, value);
    }
}
