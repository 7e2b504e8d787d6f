package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Faults;
import dev.switchboard.doors.json.Fields;
import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.JsonBody;
import dev.switchboard.doors.json.Queries;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.web.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who waits for a decision, and deciding. */
final class ApprovalRoutes {
    private static final int FEEDBACK_CHARS_MAX = 10_000;
    private static final List<String> DECISIONS =
            Arrays.stream(Approval.Decision.values()).map(Wording::word).toList();

    private final Runs runs;

    ApprovalRoutes(Runs runs) {
        this.runs = runs;
    }

    void ofRun(Exchange exchange) {
        ObjectNode json = Json.object();
        ArrayNode data = json.putArray("data");
        runs.approvals(exchange.principal(), RunRoutes.id(exchange)).stream()
                .map(RunJson::approval)
                .forEach(data::add);
        exchange.answer(Json.answer(200, json));
    }

    void one(Exchange exchange) {
        String id = exchange.pathParameter("approval_id");
        Approval approval = runs.approvals(exchange.principal(), RunRoutes.id(exchange)).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("approval", id)));
        exchange.answer(Json.answer(200, RunJson.approval(approval)));
    }

    void decide(Exchange exchange) {
        Faults faults = new Faults();
        Fields fields = Fields.ofBody(JsonBody.read(exchange), faults);
        Optional<Approval.Decision> decision = fields.requiredWord("decision", DECISIONS)
                .map(word -> Approval.Decision.valueOf(word.toUpperCase(Locale.ROOT)));
        Optional<String> feedback = fields.text("feedback", FEEDBACK_CHARS_MAX).filter(text -> !text.isBlank());
        faults.throwIfAny();
        RunId run = RunRoutes.id(exchange);
        Approval decided = runs.decide(
                exchange.principal(),
                run,
                exchange.pathParameter("approval_id"),
                decision.orElseThrow(),
                feedback.orElse(null));
        exchange.answer(Json.answer(200, RunJson.approval(decided)));
    }

    /** Approvals of all runs, newest first. */
    void ofAll(Exchange exchange) {
        Pages.Page page = Pages.asked(exchange);
        List<Approval> found = runs.approvals(
                exchange.principal(),
                Queries.word(exchange, "status", Approval.Status.class).orElse(null),
                page.fetched(),
                page.after());
        exchange.answer(Json.answer(
                200,
                Pages.answer(
                        page,
                        found,
                        RunJson::approval,
                        approval -> new RunStore.Cursor(approval.createdAt(), approval.id()))));
    }
}
