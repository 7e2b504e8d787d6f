package dev.switchboard.wire.gateway;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request failed.
 *
 * @param code one of {@link Code} in protocol 3; programs match on it
 * @param message for people
 * @param details what belongs to the code
 * @param retryable whether the same request may succeed later
 * @param retryAfterMs not before so many milliseconds
 */
public record ErrorShape(
        String code,
        String message,
        @Nullable JsonNode details,
        @Nullable Boolean retryable,
        @Nullable Long retryAfterMs) {

    public ErrorShape(String code, String message) {
        this(code, message, null, null, null);
    }

    /** A request that must not be repeated as it is. */
    public static ErrorShape invalid(String message) {
        return new ErrorShape(Code.INVALID_REQUEST, message);
    }

    public ErrorShape with(@Nullable JsonNode more) {
        return new ErrorShape(code, message, more, retryable, retryAfterMs);
    }

    /** Reads what another gateway says; a code or message that is missing is empty. */
    static ErrorShape read(JsonNode error) {
        JsonNode retryable = error.get("retryable");
        JsonNode retryAfter = error.get("retryAfterMs");
        return new ErrorShape(
                error.path("code").asString(""),
                error.path("message").asString(""),
                error.get("details"),
                (retryable == null || !retryable.isBoolean()) ? null : retryable.booleanValue(),
                (retryAfter == null || !retryAfter.isNumber()) ? null : retryAfter.longValue());
    }

    ObjectNode json() {
        ObjectNode json = GatewayJson.object().put("code", code).put("message", message);
        if (details != null) {
            json.set("details", details);
        }
        if (retryable != null) {
            json.put("retryable", retryable);
        }
        if (retryAfterMs != null) {
            json.put("retryAfterMs", retryAfterMs);
        }
        return json;
    }

    /** The codes of protocol 3. */
    public static final class Code {
        public static final String NOT_LINKED = "NOT_LINKED";
        public static final String NOT_PAIRED = "NOT_PAIRED";
        public static final String AGENT_TIMEOUT = "AGENT_TIMEOUT";
        public static final String INVALID_REQUEST = "INVALID_REQUEST";
        public static final String UNAVAILABLE = "UNAVAILABLE";

        private Code() {}
    }
}
