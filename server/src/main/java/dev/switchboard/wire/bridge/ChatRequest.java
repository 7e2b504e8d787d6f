package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /openclaw/chat} (document 004, section 4). Everything after the address is additive.
 *
 * @param message may be empty when there are attachments
 * @param sessionKey absent for a new session
 * @param idempotencyKey names the turn; the same one again is the same turn
 * @param attachments as the gateway takes them, an array
 * @param timeoutMs how long the turn may take
 * @param deliver whether the answer is delivered where the session was last spoken to
 */
public record ChatRequest(
        String message,
        @Nullable String sessionKey,
        GatewayAddress gateway,
        @Nullable String idempotencyKey,
        @Nullable JsonNode attachments,
        @Nullable String thinking,
        @Nullable Long timeoutMs,
        boolean deliver) {
    private static final int TURN_CHARS_MAX = 256;
    private static final int THINKING_CHARS_MAX = 64;
    private static final long TIMEOUT_MS_MAX = 7L * 24 * 60 * 60 * 1000;

    /**
     * @throws MissingException without a message
     * @throws MalformedException when a member is not what it has to be
     */
    public static ChatRequest of(JsonNode body) {
        JsonNode attachments = attachments(body);
        if (Json.nothing(body.get("message")) && attachments == null) {
            throw new MissingException("message");
        }
        String message = Json.text(body, "message", Integer.MAX_VALUE);
        String turn = Json.text(body, "idempotencyKey", TURN_CHARS_MAX);
        Boolean deliver = Json.flag(body, "deliver");
        return new ChatRequest(
                message == null ? "" : message,
                SessionKeys.of(body, "sessionId", "sessionKey"),
                GatewayAddress.of(body),
                turn == null || turn.isBlank() ? null : turn,
                attachments,
                Json.text(body, "thinking", THINKING_CHARS_MAX),
                Json.number(body, "timeoutMs", 0, TIMEOUT_MS_MAX),
                deliver == null || deliver);
    }

    private static @Nullable JsonNode attachments(JsonNode body) {
        JsonNode attachments = body.get("attachments");
        if (attachments == null || attachments.isNull() || (attachments.isArray() && attachments.isEmpty())) {
            return null;
        }
        if (!attachments.isArray()) {
            throw new MalformedException("attachments: not a list (expected: a list of objects)");
        }
        return attachments;
    }
}
