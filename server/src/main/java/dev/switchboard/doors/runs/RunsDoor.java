package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Homes;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.Runs;
import dev.switchboard.time.Time;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Door;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.Refusal;
import dev.switchboard.web.Routes;
import dev.switchboard.web.Routes.Access;
import java.util.List;

/** Runs over HTTP: the three routes of document 003, and what the product adds beneath {@code /api/v1/runs}, in that document's form. */
public final class RunsDoor implements Door {
    private static final String RUNS = "/api/v1/runs";
    private static final String HEALTH = "/api/v1/health";

    private final String version;
    private final StartRoute start;
    private final RunRoutes existing;
    private final ApprovalRoutes approvals;

    public RunsDoor(Runs runs, ModelCatalog models, Homes homes, Time time, RunsDoorConfig config) {
        EventStreams streams = new EventStreams(config.heartbeat(), time);
        this.version = config.version();
        this.start = new StartRoute(runs, new StartRequestReader(homes, models), streams);
        this.existing = new RunRoutes(runs, streams);
        this.approvals = new ApprovalRoutes(runs);
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<String> prefixes() {
        return List.of(RUNS, HEALTH);
    }

    @Override
    public void mount(Routes routes) {
        routes.on("GET", HEALTH, Access.OPEN, this::health);
        routes.on("POST", RUNS, Access.OPERATOR, start::handle);
        routes.on("GET", RUNS, Access.OPERATOR, existing::list);
        routes.on("GET", RUNS + "/{run_id}", Access.OPERATOR, existing::get);
        routes.on("POST", RUNS + "/{run_id}/cancel", Access.OPERATOR, existing::cancel);
        routes.on("GET", RUNS + "/{run_id}/events", Access.OPERATOR, existing::events);
        routes.on("POST", RUNS + "/{run_id}/messages", Access.OPERATOR, existing::steer);
        routes.on("GET", RUNS + "/{run_id}/approvals", Access.OPERATOR, approvals::ofRun);
        routes.on("GET", RUNS + "/{run_id}/approvals/{approval_id}", Access.OPERATOR, approvals::one);
        routes.on("POST", RUNS + "/{run_id}/approvals/{approval_id}", Access.OPERATOR, approvals::decide);
    }

    @Override
    public Answer render(Refusal refusal) {
        return SeedErrors.render(refusal);
    }

    private void health(Exchange exchange) {
        exchange.answer(Json.answer(200, Json.object().put("status", "ok").put("version", version)));
    }
}
