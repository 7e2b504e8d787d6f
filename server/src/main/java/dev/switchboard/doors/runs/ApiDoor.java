package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.Runs;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Door;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.ProblemJson;
import dev.switchboard.web.Refusal;
import dev.switchboard.web.Routes;
import dev.switchboard.web.Routes.Access;
import java.util.List;
import java.util.function.IntSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the product adds to {@code /api/v1} that no document fixes: the server's models, state and description, and what waits for people. */
public final class ApiDoor implements Door {
    private static final String API = "/api/v1";

    private final Runs runs;
    private final ModelCatalog models;
    private final IntSupplier readers;
    private final String version;
    private final ApprovalRoutes approvals;

    /**
     * @param readers how many follow a stream at the moment
     */
    public ApiDoor(Runs runs, ModelCatalog models, IntSupplier readers, RunsDoorConfig config) {
        this.runs = runs;
        this.models = models;
        this.readers = readers;
        this.version = config.version();
        this.approvals = new ApprovalRoutes(runs);
    }

    @Override
    public String name() {
        return "api";
    }

    @Override
    public List<String> prefixes() {
        return List.of(API, "/openapi.json");
    }

    @Override
    public void mount(Routes routes) {
        routes.on("GET", API + "/approvals", Access.OPERATOR, approvals::ofAll);
        routes.on("GET", API + "/models", Access.OPERATOR, this::models);
        routes.on("POST", API + "/models/{alias}/test", Access.OPERATOR, this::test);
        routes.on("GET", API + "/status", Access.OPERATOR, this::status);
        routes.on("GET", API + "/openapi.json", Access.OPERATOR, this::describe);
        routes.on("GET", "/openapi.json", Access.OPERATOR, this::describe);
    }

    @Override
    public Answer render(Refusal refusal) {
        return ProblemJson.render(refusal);
    }

    private void describe(Exchange exchange) {
        exchange.answer(Answer.json(200, OpenApi.document(version)));
    }

    private void models(Exchange exchange) {
        ObjectNode json = Json.object();
        ArrayNode data = json.putArray("data");
        for (ModelCatalog.Model model : models.list()) {
            ObjectNode each = data.addObject();
            each.put("alias", model.alias());
            each.put("provider", model.provider());
            each.put("model", model.model());
            model.capabilities().forEach(each.putArray("capabilities")::add);
            each.put("default", model.isDefault());
        }
        exchange.answer(Json.answer(200, json));
    }

    private void test(Exchange exchange) throws InterruptedException {
        ModelCatalog.Trial trial = models.test(exchange.pathParameter("alias"));
        ObjectNode json = Json.object();
        json.put("stream", trial.stream());
        json.put("tool_call", trial.toolCall());
        json.put("thinking", trial.thinking());
        json.put("first_token_ms", trial.firstTokenMs());
        if (trial.error() != null) {
            json.put("error", trial.error());
        }
        exchange.answer(Json.answer(200, json));
    }

    private void status(Exchange exchange) {
        Runs.Load load = runs.load();
        ObjectNode json = Json.object();
        json.put("version", version);
        models.list().stream().map(ModelCatalog.Model::alias).forEach(json.putArray("models")::add);
        json.put("queued", load.queued());
        json.put("running", load.running());
        json.put("waiting", load.waiting());
        json.put("readers", readers.getAsInt());
        exchange.answer(Json.answer(200, json));
    }
}
