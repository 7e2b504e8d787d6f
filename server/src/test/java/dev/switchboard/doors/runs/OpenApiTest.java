package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Routes;
import dev.switchboard.web.SocketHandler;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description that programs read is true: it has every route and no other, and what the server answers fits it. */
class OpenApiTest {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final String RUNS = "/api/v1/runs";

    private final JsonNode document = Json.read(OpenApi.document("1.2.3"));

    @TempDir
    private Path home;

    private RunsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RunsServer(
                TestStorage.memory(new SystemTime()), home, Duration.ofMillis(100), HttpClient.Version.HTTP_1_1);
        server.agents.on("everything", OpenApiTest::everything);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void itHasEveryRouteAndNoOther() {
        TreeSet<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (!method.equals("parameters")) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }

        TreeSet<String> mounted = new TreeSet<>();
        server.scripted.doors.forEach(door -> door.mount(new Recorder(mounted)));

        assertThat(described).isEqualTo(mounted);
    }

    @Test
    void everyPathParameterIsDescribed() {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            List<String> described = new ArrayList<>();
            path.getValue()
                    .path("parameters")
                    .forEach(parameter ->
                            described.add(resolved(parameter).get("name").stringValue()));
            List<String> inPath = Pattern.compile("\\{(\\w+)}")
                    .matcher(path.getKey())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(described).as(path.getKey()).containsExactlyElementsOf(inPath);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> dangling = new ArrayList<>();
        document.findValuesAsString("$ref").forEach(ref -> {
            if (document.at(ref.substring(1)).isMissingNode()) {
                dangling.add(ref);
            }
        });

        assertThat(dangling).isEmpty();
        assertThat(document.findValuesAsString("$ref")).isNotEmpty();
    }

    @Test
    void itIsServedWithTheVersionOfTheProgram() throws Exception {
        JsonNode served = Json.read(server.get("/openapi.json").body());

        assertThat(served)
                .isEqualTo(Json.read(server.get("/api/v1/openapi.json").body()));
        assertThat(served.get("openapi").stringValue()).startsWith("3.1.");
        assertThat(served.at("/info/version").stringValue()).isEqualTo("1.2.3");
    }

    @Test
    void theLinesOfARunFit() throws Exception {
        List<JsonNode> lines = RunsServer.parsed(server.post(RUNS, RunsServer.body("everything", "\"deltas\": true"))
                .body());

        assertThat(RunsServer.types(lines))
                .contains(
                        "thread.started",
                        "content_part",
                        "tool_call",
                        "tool_result",
                        "step_retry",
                        "subagent_event",
                        "usage",
                        "turn.completed");
        lines.forEach(line -> fits("Line", line));
    }

    @Test
    void theLinesOfAnUnpreparedAndOfACancelledRunFit() throws Exception {
        RunsServer.parsed(server.post(RUNS, RunsServer.body("x", "\"agent_file\": \"/no\""))
                        .body())
                .forEach(line -> fits("Line", line));

        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");
        server.post(RUNS + "/" + id + "/messages", "{\"text\": \"x\"}");
        server.post(RUNS + "/" + id + "/cancel", "");
        server.awaitEnd(id);
        List<JsonNode> lines =
                RunsServer.parsed(server.get(RUNS + "/" + id + "/events").body());
        assertThat(RunsServer.types(lines)).contains("approval_request", "approval_response", "run_completed");
        lines.forEach(line -> fits("Line", line));
    }

    @Test
    void theAnswersFit() throws Exception {
        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");
        String approvals = RUNS + "/" + id + "/approvals";
        String approval = approvals + "/"
                + Json.read(server.get(approvals).body()).at("/data/0/id").stringValue();

        answers("Accepted", 202, server.post(RUNS, RunsServer.body("go", "\"background\": true")));
        answers("Health", 200, server.get("/api/v1/health"));
        answers("Runs", 200, server.get(RUNS + "?limit=1"));
        answers("Run", 200, server.get(RUNS + "/" + id));
        answers("ApprovalsOfRun", 200, server.get(approvals));
        answers("Approvals", 200, server.get("/api/v1/approvals"));
        answers("Approval", 200, server.get(approval));
        answers("Steered", 202, server.post(RUNS + "/" + id + "/messages", "{\"text\": \"x\"}"));
        answers(
                "Approval",
                200,
                server.post(approval, "{\"decision\": \"approve_for_session\", \"feedback\": \"ok\"}"));
        answers("Error", 409, server.post(approval, "{\"decision\": \"reject\"}"));
        server.awaitEnd(id);
        answers("Run", 200, server.get(RUNS + "/" + id));
        answers(
                "WholeRun",
                200,
                server.post(RUNS, RunsServer.body("everything", "\"stream\": false", "\"include_events\": true")));
        answers(
                "WholeRun",
                200,
                server.post(RUNS, RunsServer.body("x", "\"stream\": false", "\"agent_file\": \"/no\"")));
        answers("Models", 200, server.get("/api/v1/models"));
        answers("ModelTrial", 200, server.post("/api/v1/models/local/test", ""));
        answers("Status", 200, server.get("/api/v1/status"));
    }

    @Test
    void theRefusalsFit() throws Exception {
        RunId id = server.finished("go");

        answers("Error", 400, server.post(RUNS, "[]"));
        answers("Error", 400, server.post(RUNS, "{"));
        answers("Error", 400, server.get(RUNS + "/" + id + "/events?after=100"));
        answers("Error", 404, server.get(RUNS + "/nobody"));
        answers("Error", 405, server.send("PUT", RUNS));
        answers("Problem", 404, server.get("/api/v1/nothing"));
        answers("Problem", 400, server.get("/api/v1/approvals?limit=0"));
    }

    @Test
    void aCancelledRunIsCancelling() throws Exception {
        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");

        answers("Cancelling", 200, server.post(RUNS + "/" + id + "/cancel", ""));
    }

    @Test
    void requestsThatTheServerTakesFitAndOthersDoNot() {
        assertThat(SCHEMAS.getSchema(schema("RunRequest"))
                        .validate(Json.read(RunsServer.body(
                                "go",
                                "\"agent_file\": null",
                                "\"env\": {\"a\": 1}",
                                "\"options\": {\"yolo\": \"OFF\", \"thinking\": 0}",
                                "\"budget\": {\"steps\": 1, \"tokens\": null}",
                                "\"on_busy\": null",
                                "\"unknown\": []"))))
                .isEmpty();
        for (String broken : List.of(
                "\"stream\": \"maybe\"",
                "\"stream\": 2",
                "\"env\": []",
                "\"budget\": {\"steps\": 0}",
                "\"on_busy\": \"wait\"")) {
            assertThat(SCHEMAS.getSchema(schema("RunRequest")).validate(Json.read(RunsServer.body("go", broken))))
                    .as(broken)
                    .isNotEmpty();
        }
    }

    /** An agent that does everything that can be seen of one. */
    private static Outcome everything(AgentHost host) {
        host.log(
                List.of(
                        new AgentEvent.StepBegan(1),
                        new AgentEvent.Thought("t-1", "hm"),
                        new AgentEvent.StepRetried(1, 1, Duration.ofMillis(300), "timeout", List.of("t-1")),
                        new AgentEvent.ToolCalled(new ToolCall("c-1", "Bash", "{}")),
                        new AgentEvent.ToolEnded("c-1", ToolResult.error("no", "brief")),
                        new AgentEvent.Nested("c-1", new AgentEvent.StepBegan(1)),
                        new AgentEvent.Nested("c-1", new AgentEvent.StepInterrupted()),
                        new AgentEvent.StepInterrupted(),
                        new AgentEvent.ContextUsed(1.5),
                        new AgentEvent.TokensUsed(new Usage(1, 2, 3, 4))),
                List.of(),
                List.of());
        ScriptedAgents.say(host, 1, "Hello, ", "world.");
        return new Outcome.Finished();
    }

    private void answers(String schema, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        fits(schema, Json.read(answer.body()));
    }

    private void fits(String name, JsonNode value) {
        Schema schema = SCHEMAS.getSchema(schema(name));
        assertThat(schema.validate(value)).as("%s: %s", name, value).isEmpty();
    }

    /** A schema of the document that stands alone. */
    private JsonNode schema(String name) {
        assertThat(document.at("/components/schemas/" + name).isMissingNode()).isFalse();
        ObjectNode alone = Json.object().put("$ref", "#/components/schemas/" + name);
        alone.set("components", document.get("components"));
        return alone;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").stringValue().substring(1)) : node;
    }

    /** Notes routes. */
    private record Recorder(TreeSet<String> routes) implements Routes {
        @Override
        public void on(String method, String path, Access access, Handler handler) {
            routes.add(method + " " + path);
        }

        @Override
        public void socket(String path, Access access, SocketHandler handler) {
            throw new AssertionError("no sockets here");
        }
    }
}
