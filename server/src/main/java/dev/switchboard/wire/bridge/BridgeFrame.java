package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a browser is sent over its socket, events aside. Session keys are spelled as the browser spelled them. */
public sealed interface BridgeFrame {

    /** The frame as JSON text. */
    default String text() {
        ObjectNode json = Json.object();
        switch (this) {
            case Connected _ -> json.put("type", "connected");
            case Subscribed frame -> json.put("type", "subscribed").put("sessionKey", frame.sessionKey());
            case Unsubscribed frame -> json.put("type", "unsubscribed").put("sessionKey", frame.sessionKey());
            case Pong _ -> json.put("type", "pong");
            case Failed frame -> frame.write(json);
            case GatewayDown frame ->
                json.put("type", "gateway").put("state", "down").put("sessionKey", frame.sessionKey());
            case GatewayReconnected frame ->
                json.put("type", "gateway")
                        .put("state", "reconnected")
                        .put("sessionKey", frame.sessionKey())
                        .put("missed", frame.missed());
            case Resync frame ->
                json.put("type", "resync").put("sessionKey", frame.sessionKey()).put("reason", frame.reason());
        }
        return Json.text(json);
    }

    /** The socket is open: the first frame. */
    record Connected() implements BridgeFrame {}

    record Subscribed(String sessionKey) implements BridgeFrame {}

    record Unsubscribed(String sessionKey) implements BridgeFrame {}

    record Pong() implements BridgeFrame {}

    /**
     * Something went wrong; the socket stays open.
     *
     * @param message as document 004 has it
     * @param code for programs
     * @param detail for people
     * @param runId the turn that it concerns
     */
    record Failed(
            String message,
            String code,
            @Nullable String detail,
            @Nullable String sessionKey,
            @Nullable String runId,
            boolean retryable)
            implements BridgeFrame {

        private void write(ObjectNode json) {
            json.put("type", "error").put("message", message).put("code", code);
            if (detail != null) {
                json.put("detail", detail);
            }
            if (sessionKey != null) {
                json.put("sessionKey", sessionKey);
            }
            if (runId != null) {
                json.put("runId", runId);
            }
            json.put("retryable", retryable);
        }
    }

    /** The connection to the gateway of a session is lost and is being built up again. */
    record GatewayDown(String sessionKey) implements BridgeFrame {}

    /** It is back; what is {@code missed} has to be looked up in the history. */
    record GatewayReconnected(String sessionKey, boolean missed) implements BridgeFrame {}

    /** What happened after the browser's position is not known any more: the history has to be read. */
    record Resync(String sessionKey, String reason) implements BridgeFrame {}
}
