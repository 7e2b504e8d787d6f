package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.problem.Problem;
import dev.switchboard.web.ProblemJson;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done, for both ways of saying so.
 *
 * @param status over HTTP
 * @param code for programs: the gateway's own, where it gave one
 * @param text for people
 * @param retryable whether the same request may succeed later
 */
record Failure(
        int status,
        String code,
        String text,
        boolean retryable,
        @Nullable Duration retryAfter) {
    static final String INVALID = "INVALID_REQUEST";

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String NOT_PAIRED = "NOT_PAIRED";

    static Failure invalid(String text) {
        return new Failure(400, INVALID, text, false, null);
    }

    static Failure of(GatewayException e) {
        String text = Objects.requireNonNullElse(e.getMessage(), "the gateway failed");
        return switch (e.kind()) {
            case UNREACHABLE -> new Failure(502, code(e, "UNREACHABLE"), text, e.retryable(), e.retryAfter());
            case TIMEOUT -> new Failure(504, code(e, "TIMEOUT"), text, e.retryable(), e.retryAfter());
            case REFUSED ->
                new Failure(
                        NOT_PAIRED.equals(e.code()) ? 403 : 401,
                        code(e, "REFUSED"),
                        text,
                        e.retryable(),
                        e.retryAfter());
            case INVALID -> new Failure(400, code(e, INVALID), text, e.retryable(), e.retryAfter());
            case BUSY ->
                new Failure(
                        503,
                        code(e, "UNAVAILABLE"),
                        text,
                        e.retryable(),
                        Objects.requireNonNullElse(e.retryAfter(), SOON));
        };
    }

    static Failure of(Problem problem) {
        Duration wait = switch (problem) {
            case Problem.TooBusy busy -> busy.retryAfter();
            case Problem.Unavailable unavailable -> unavailable.retryAfter();
            case Problem.InvalidRequest _ -> null;
            case Problem.NotFound _ -> null;
            case Problem.Conflict _ -> null;
            case Problem.BeyondEnd _ -> null;
            case Problem.PastRetention _ -> null;
            case Problem.Unauthenticated _ -> null;
            case Problem.Forbidden _ -> null;
            case Problem.Internal _ -> null;
        };
        return new Failure(ProblemJson.status(problem), upper(problem.code()), problem.detail(), wait != null, wait);
    }

    /** Our words for problems, as the protocol writes codes. */
    static String upper(String code) {
        return code.toUpperCase(Locale.ROOT);
    }

    private static String code(GatewayException e, String otherwise) {
        return Objects.requireNonNullElse(e.code(), otherwise);
    }
}
