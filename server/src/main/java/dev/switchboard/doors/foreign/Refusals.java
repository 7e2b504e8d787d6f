package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turns what a gateway says is wrong into our words. What it says may hold anything, so it is cut, cleaned and searched for our secrets. */
final class Refusals {
    private static final int MAX_TEXT = 500;
    private static final long LONGEST_RETRY_MS = 3_600_000;

    private final List<Secret> secrets;

    Refusals(List<Secret> secrets) {
        this.secrets = secrets;
    }

    /** The answer to {@code connect} was no. */
    GatewayException atTheDoor(ObjectNode error) {
        String code = code(error);
        String message = message(error);
        Kind kind = isTransient(code, error)
                ? Kind.BUSY
                : message.toLowerCase(Locale.ROOT).contains("protocol mismatch") ? Kind.INVALID : Kind.REFUSED;
        return exception(kind, message, code, error);
    }

    /** The answer to another request was no. */
    GatewayException inside(ObjectNode error) {
        String code = code(error);
        String message = message(error);
        String lower = message.toLowerCase(Locale.ROOT);
        boolean notAllowed =
                lower.startsWith("unauthorized") || lower.startsWith("missing scope") || code.equals("NOT_PAIRED");
        Kind kind = notAllowed
                ? Kind.REFUSED
                : code.equals("AGENT_TIMEOUT") ? Kind.TIMEOUT : isTransient(code, error) ? Kind.BUSY : Kind.INVALID;
        return exception(kind, message, code, error);
    }

    /** Text of the gateway, fit to be shown. */
    String clean(String text) {
        String cleaned = text.replaceAll("\\p{Cntrl}+", " ").strip();
        for (Secret secret : secrets) {
            if (!secret.isEmpty()) {
                cleaned = cleaned.replace(secret.reveal(), "***");
            }
        }
        return cleaned.length() <= MAX_TEXT ? cleaned : cleaned.substring(0, MAX_TEXT) + "…";
    }

    private GatewayException exception(Kind kind, String message, String code, ObjectNode error) {
        return new GatewayException(
                kind,
                message,
                code.isEmpty() ? null : code,
                kind == Kind.BUSY || kind == Kind.TIMEOUT,
                retryAfter(error));
    }

    private String code(ObjectNode error) {
        return clean(error.path("code").asString(""));
    }

    private String message(ObjectNode error) {
        String message = clean(error.path("message").asString(""));
        return message.isEmpty() ? "the gateway refused" : message;
    }

    private static boolean isTransient(String code, ObjectNode error) {
        return code.equals("UNAVAILABLE") || error.path("retryable").asBoolean(false);
    }

    private static @Nullable Duration retryAfter(ObjectNode error) {
        Long ms = Incoming.number(error.path("retryAfterMs"));
        return ms == null ? null : Duration.ofMillis(Math.clamp(ms, 0, LONGEST_RETRY_MS));
    }
}
