package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.ChatTurn;
import dev.switchboard.chat.Chats;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Ids;
import dev.switchboard.wire.gateway.AgentParams;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of nodes. What a node tells is always answered with ok, whatever becomes of it. */
final class NodeMethods {
    private static final Logger LOG = LoggerFactory.getLogger(NodeMethods.class);
    private static final int MESSAGE_MAX = 20_000;

    private final Chats chats;
    private final Ids ids;

    NodeMethods(Desk desk) {
        this.chats = desk.chats();
        this.ids = desk.ids();
    }

    JsonNode event(Call call) throws InvalidParamsException {
        AgentParams.NodeEvent event = AgentParams.NodeEvent.read(call.params());
        JsonNode payload = event.payload() == null ? GatewayJson.object() : event.payload();
        try {
            take(call, event.event(), payload);
        } catch (ProblemException e) {
            LOG.debug("a node's event came to nothing event={}: {}", event.event(), e.getMessage());
        }
        return GatewayJson.object().put("ok", true);
    }

    /** Nothing is asked of nodes, so whatever they answer is late. */
    @SuppressWarnings("DoNotCallSuggester") // It is one of the methods that clients name.
    JsonNode result(Call call) throws MethodException {
        throw MethodException.invalid("unknown invoke id");
    }

    /** No skill wants programs of a node. */
    JsonNode bins(Call call) throws InvalidParamsException {
        AgentParams.Nothing.read(call.params());
        ObjectNode json = GatewayJson.object();
        json.putArray("bins");
        return json;
    }

    private void take(Call call, String event, JsonNode payload) {
        switch (event) {
            case "chat.subscribe" ->
                subscription(payload, call.caller().subscriptions().add());
            case "chat.unsubscribe" ->
                subscription(payload, call.caller().subscriptions().remove());
            case "agent.request" -> turn(call, payload, payload.path("message").asString(""));
            case "voice.transcript" -> turn(call, payload, payload.path("text").asString(""));
            case "exec.finished", "exec.denied" -> exec(call, event, payload);
            default -> LOG.debug("a node told something that nobody listens to"); // Words of another program.
        }
    }

    private void subscription(JsonNode payload, Consumer<String> taker) {
        String key = payload.path("sessionKey").asString("");
        if (!key.isBlank()) {
            taker.accept(chats.key(key).canonical());
        }
    }

    private void turn(Call call, JsonNode payload, String message) {
        if (!message.isBlank() && message.length() <= MESSAGE_MAX) {
            chats.send(call.caller().principal(), ChatTurn.of(session(payload), message.strip(), "node-" + ids.uuid()));
        }
    }

    private void exec(Call call, String event, JsonNode payload) {
        String command = payload.path("command").asString("");
        String output = payload.path("output").asString("");
        String text = ("Node " + event + (command.isBlank() ? "" : ": " + command) + "\n" + output).strip();
        chats.wake(
                call.caller().principal(),
                session(payload),
                text.substring(0, Math.min(MESSAGE_MAX, text.length())),
                Chats.WakeMode.NEXT_TURN);
    }

    private SessionKey session(JsonNode payload) {
        String key = payload.path("sessionKey").asString("");
        return key.isBlank() ? chats.mainSession() : chats.key(key);
    }
}
