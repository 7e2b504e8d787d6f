package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.JsonBody;
import dev.switchboard.problem.Problem;
import dev.switchboard.web.Answer;
import dev.switchboard.web.ProblemJson;
import dev.switchboard.web.Refusal;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Refusals in the form of document 003: {@code {"error","details"}}, and our {@code code} and {@code next} beside them. */
final class SeedErrors {
    private SeedErrors() {}

    static Answer render(Refusal refusal) {
        int status = ProblemJson.status(refusal);
        ObjectNode json = Json.object();
        json.put("error", error(status));
        json.put("details", ProblemJson.detail(refusal));
        json.put("code", ProblemJson.code(refusal));
        if (refusal instanceof Refusal.Refused(Problem problem)) {
            describe(problem, json);
        }
        return Json.answer(status, json);
    }

    private static void describe(Problem problem, ObjectNode json) {
        String next = problem.next();
        if (next != null) {
            json.put("next", next);
        }
        switch (problem) {
            case Problem.InvalidRequest invalid -> faults(invalid.faults(), json);
            case Problem.BeyondEnd beyond -> json.put("after", beyond.after()).put("last_seq", beyond.lastSeq());
            case Problem.PastRetention past -> json.put("after", past.after()).put("first_seq", past.firstSeq());
            case Problem.Conflict conflict -> conflict.facts().forEach(fact -> json.put(fact.name(), fact.value()));
            case Problem.Internal internal -> json.put("incident", internal.incident());
            case Problem.NotFound missing -> {}
            case Problem.TooBusy busy -> {}
            case Problem.Unavailable unavailable -> {}
            case Problem.Unauthenticated unauthenticated -> {}
            case Problem.Forbidden forbidden -> {}
        }
    }

    /** A list of the broken rules; plain text where the protocol has it. */
    private static void faults(List<Problem.Fault> faults, ObjectNode json) {
        String type = faults.getFirst().type();
        if (type.equals(JsonBody.MISSING) || type.equals(JsonBody.MALFORMED)) {
            return;
        }
        ArrayNode details = json.putArray("details");
        for (Problem.Fault fault : faults) {
            ObjectNode detail = details.addObject().put("type", fault.type());
            fault.loc().forEach(detail.putArray("loc")::add);
            detail.put("msg", fault.msg());
            if (fault.type().equals("model_type")) {
                detail.putObject("ctx").put("class_name", fault.loc().isEmpty() ? "RunRequest" : "RunOptions");
            }
            if (fault.value() != null) {
                detail.put("value", fault.value());
            }
        }
    }

    private static String error(int status) {
        return switch (status) {
            case 400 -> "invalid_request";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 405 -> "method_not_allowed";
            case 408 -> "request_timeout";
            case 409 -> "conflict";
            case 410 -> "gone";
            case 413 -> "payload_too_large";
            case 429 -> "too_many_requests";
            case 503 -> "unavailable";
            default -> status < 500 ? "invalid_request" : "internal_error";
        };
    }
}
