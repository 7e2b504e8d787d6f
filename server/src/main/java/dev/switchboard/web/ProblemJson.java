package dev.switchboard.web;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.Problem.Fact;
import dev.switchboard.problem.Problem.Fault;
import dev.switchboard.web.Refusal.BodyTooLarge;
import dev.switchboard.web.Refusal.BodyTooSlow;
import dev.switchboard.web.Refusal.HeadTooLarge;
import dev.switchboard.web.Refusal.MethodNotAllowed;
import dev.switchboard.web.Refusal.Refused;
import dev.switchboard.web.Refusal.UnknownPath;
import dev.switchboard.web.Refusal.UpgradeRequired;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refusals as RFC 9457 problem details with our {@code code} and {@code next}: what doors without a dialect of their own answer, and what
 * is answered where no door is. {@link #status} is the one table of statuses for all doors.
 */
public final class ProblemJson {

    private ProblemJson() {}

    /** The status that belongs to a refusal. */
    public static int status(Refusal refusal) {
        return switch (refusal) {
            case Refused refused -> status(refused.problem());
            case UnknownPath _ -> 404;
            case MethodNotAllowed _ -> 405;
            case UpgradeRequired _ -> 426;
            case BodyTooLarge _ -> 413;
            case BodyTooSlow _ -> 408;
            case HeadTooLarge _ -> 431;
        };
    }

    /** The status that belongs to a problem. */
    public static int status(Problem problem) {
        return switch (problem) {
            case Problem.InvalidRequest _ -> 400;
            case Problem.BeyondEnd _ -> 400;
            case Problem.Unauthenticated _ -> 401;
            case Problem.Forbidden _ -> 403;
            case Problem.NotFound _ -> 404;
            case Problem.Conflict _ -> 409;
            case Problem.PastRetention _ -> 410;
            case Problem.TooBusy _ -> 429;
            case Problem.Internal _ -> 500;
            case Problem.Unavailable _ -> 503;
        };
    }

    /** A stable word for a refusal, in snake_case: the problem's own, where there is one. */
    public static String code(Refusal refusal) {
        return switch (refusal) {
            case Refused refused -> refused.problem().code();
            case UnknownPath _ -> "unknown_path";
            case MethodNotAllowed _ -> "method_not_allowed";
            case UpgradeRequired _ -> "upgrade_required";
            case BodyTooLarge _ -> "body_too_large";
            case BodyTooSlow _ -> "body_too_slow";
            case HeadTooLarge _ -> "head_too_large";
        };
    }

    /** One sentence for people. */
    public static String detail(Refusal refusal) {
        return switch (refusal) {
            case Refused refused -> refused.problem().detail();
            case UnknownPath unknown -> "nothing is served at " + unknown.path();
            case MethodNotAllowed method ->
                method.path() + " does not take " + method.method() + " (expected: "
                        + String.join(", ", method.allowed()) + ")";
            case UpgradeRequired upgrade -> upgrade.path() + " serves WebSockets only (expected: Upgrade: websocket)";
            case BodyTooLarge large ->
                "the body is too large (expected: at most " + large.limitBytes() + " bytes; web.max-body-bytes)";
            case BodyTooSlow slow ->
                "the body did not arrive in " + slow.limit().toSeconds() + " s (web.body-timeout)";
            case HeadTooLarge large ->
                "the request line or the headers are too large (expected: at most " + large.limitBytes()
                        + " bytes; web.max-head-bytes)";
        };
    }

    /** The whole answer. */
    public static Answer render(Refusal refusal) {
        int status = status(refusal);
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("type", "about:blank");
        json.put("title", title(status));
        json.put("status", status);
        json.put("detail", detail(refusal));
        json.put("code", code(refusal));
        if (refusal instanceof UnknownPath unknown) {
            json.put("error", "not found");
            json.put("path", unknown.path());
            json.put("method", unknown.method());
        }
        if (refusal instanceof Refused refused) {
            describe(refused.problem(), json);
        }
        return Answer.text(
                status, "application/problem+json", JsonMapper.shared().writeValueAsString(json));
    }

    private static void describe(Problem problem, ObjectNode json) {
        String next = problem.next();
        if (next != null) {
            json.put("next", next);
        }
        switch (problem) {
            case Problem.InvalidRequest invalid -> faults(invalid, json.putArray("errors"));
            case Problem.BeyondEnd beyond -> json.put("after", beyond.after()).put("last_seq", beyond.lastSeq());
            case Problem.PastRetention past -> json.put("after", past.after()).put("first_seq", past.firstSeq());
            case Problem.Conflict conflict -> {
                for (Fact fact : conflict.facts()) {
                    json.put(fact.name(), fact.value());
                }
            }
            case Problem.Internal internal -> json.put("incident", internal.incident());
            case Problem.Unauthenticated _ -> {}
            case Problem.Forbidden _ -> {}
            case Problem.NotFound _ -> {}
            case Problem.TooBusy _ -> {}
            case Problem.Unavailable _ -> {}
        }
    }

    private static void faults(Problem.InvalidRequest invalid, ArrayNode errors) {
        for (Fault fault : invalid.faults()) {
            ObjectNode error = errors.addObject();
            ArrayNode loc = error.putArray("loc");
            fault.loc().forEach(loc::add);
            error.put("type", fault.type());
            error.put("msg", fault.msg());
            @Nullable String value = fault.value();
            if (value != null) {
                error.put("value", value);
            }
        }
    }

    private static String title(int status) {
        return Objects.requireNonNullElse(
                switch (status) {
                    case 400 -> "Bad Request";
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 408 -> "Request Timeout";
                    case 409 -> "Conflict";
                    case 410 -> "Gone";
                    case 413 -> "Content Too Large";
                    case 426 -> "Upgrade Required";
                    case 429 -> "Too Many Requests";
                    case 431 -> "Request Header Fields Too Large";
                    case 500 -> "Internal Server Error";
                    case 503 -> "Service Unavailable";
                    default -> null;
                },
                "Error");
    }
}
