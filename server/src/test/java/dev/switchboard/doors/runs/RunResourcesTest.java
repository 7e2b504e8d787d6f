package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Runs, approvals and the server itself as resources. */
class RunResourcesTest {
    private static final String RUNS = "/api/v1/runs";

    @TempDir
    private Path home;

    private RunsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RunsServer(TestStorage.memory(new SystemTime()), home);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void healthTellsTheVersion() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\",\"version\":\"1.2.3\"}\n");
    }

    @Test
    void healthTakesNothingElse() throws Exception {
        HttpResponse<String> answer = server.post("/api/v1/health", "{}");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("method_not_allowed");
    }

    // Runs.

    @Test
    void aRunIsAResource() throws Exception {
        RunId id = server.finished("go", "\"metadata\": {\"ticket\": [7]}");

        JsonNode run = Json.read(server.get(RUNS + "/" + id).body());

        assertThat(run.propertyNames())
                .containsExactly(
                        "run_id",
                        "session_id",
                        "status",
                        "command",
                        "work_dir",
                        "model_name",
                        "created_at",
                        "started_at",
                        "ended_at",
                        "steps",
                        "usage",
                        "first_seq",
                        "last_seq",
                        "digest",
                        "approvals_pending",
                        "on_disconnect",
                        "origin",
                        "metadata");
        assertThat(run.get("status").stringValue()).isEqualTo("finished");
        assertThat(run.get("command").stringValue()).isEqualTo("go");
        assertThat(run.get("model_name").stringValue()).isEqualTo("kimi-k2");
        assertThat(run.get("last_seq").intValue()).isEqualTo(7);
        assertThat(run.at("/digest/events").intValue()).isEqualTo(6);
        assertThat(run.get("on_disconnect").stringValue()).isEqualTo("continue");
        assertThat(run.get("origin").stringValue()).isEqualTo("http");
        assertThat(run.get("metadata").toString()).isEqualTo("{\"ticket\":[7]}");
    }

    @Test
    void anUnknownRunIsNotFound() throws Exception {
        assertThat(server.get(RUNS + "/nobody").statusCode()).isEqualTo(404);
        assertThat(server.post(RUNS + "/nobody/cancel", "").statusCode()).isEqualTo(404);
        assertThat(server.post(RUNS + "/nobody/messages", "{\"text\": \"x\"}").statusCode())
                .isEqualTo(404);
        assertThat(server.get(RUNS + "/nobody/approvals").statusCode()).isEqualTo(404);
        assertThat(server.post(RUNS + "/nobody/approvals/a", "{\"decision\": \"reject\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void listsAreReadPageByPageNewestFirst() throws Exception {
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.add(server.finished("go").value());
        }

        List<String> listed = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = Json.read(server.get(RUNS + "?limit=2" + cursor).body());
            page.get("data").forEach(run -> listed.add(run.get("run_id").stringValue()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").stringValue();
            pages++;
        } while (!cursor.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(started);
        assertThat(times(listed)).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void listsAreNarrowedByStatusAndSession() throws Exception {
        RunId waiting = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(waiting, "approval_request");
        RunId finished = server.finished("go");

        assertThat(listed("?status=waiting")).containsExactly(waiting.value());
        assertThat(listed("?status=finished")).containsExactly(finished.value());
        assertThat(listed("?session=" + server.run(finished).session())).containsExactly(finished.value());
        assertThat(listed("?session=nobody")).isEmpty();
    }

    @Test
    void aLongCommandIsCutInListsOnly() throws Exception {
        String command = "x".repeat(999) + "😀 and more";
        RunId id = server.finished(command);

        JsonNode listed = Json.read(server.get(RUNS).body()).at("/data/0");

        assertThat(listed.get("command").stringValue()).isEqualTo("x".repeat(999));
        assertThat(listed.get("command_truncated").booleanValue()).isTrue();
        assertThat(Json.read(server.get(RUNS + "/" + id).body()).get("command").stringValue())
                .isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=201, limit",
        "limit=two, limit",
        "status=done, status",
        "cursor=x, cursor",
        "cursor=, cursor"
    })
    void oddParametersOfListsAreRefused(String query, String field) throws Exception {
        HttpResponse<String> answer = server.get(RUNS + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).at("/details/0/loc/0").stringValue())
                .isEqualTo(field);
    }

    // Cancelling.

    @Test
    void aCancelledRunEndsCancelled() throws Exception {
        server.agents.on("forever", RunResourcesTest::forever);
        RunId id = server.start("forever");
        server.await(id, "turn.started");

        HttpResponse<String> answer = server.post(RUNS + "/" + id + "/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"run_id\":\"" + id + "\",\"status\":\"cancelling\"}\n");
        assertThat(server.awaitEnd(id).status()).isEqualTo(RunStatus.CANCELLED);
        List<String> types = RunsServer.types(
                RunsServer.parsed(server.get(RUNS + "/" + id + "/events").body()));
        assertThat(types).endsWith("run_completed", "turn.completed");
    }

    @Test
    void aRunThatEndedCannotBeCancelled() throws Exception {
        HttpResponse<String> answer = server.post(RUNS + "/" + server.finished("go") + "/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"not_found\",\"details\":\"run not found\",\"code\":\"not_found\"}\n");
    }

    // Steering.

    @Test
    void aMessageReachesARunningRun() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        server.agents.on("listen", host -> {
            sent.await();
            ScriptedAgents.say(host, 1, String.join(",", host.takeSteering()));
            return new Outcome.Finished();
        });
        RunId id = server.start("listen");
        server.await(id, "turn.started");

        HttpResponse<String> answer = server.post(RUNS + "/" + id + "/messages", "{\"text\": \"left\"}");
        sent.countDown();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"run_id\":\"" + id + "\",\"status\":\"accepted\"}\n");
        server.awaitEnd(id);
        assertThat(server.get(RUNS + "/" + id + "/events").body())
                .contains("\"type\":\"steer\",\"payload\":{\"text\":\"left\"}");
    }

    @Test
    void aRunThatEndedTakesNoMessage() throws Exception {
        HttpResponse<String> answer =
                server.post(RUNS + "/" + server.finished("go") + "/messages", "{\"text\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.read(answer.body()).get("code").stringValue()).isEqualTo("run_ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\": 5}", "{\"text\": \" \"}", "[]", "{\"text\": \"\\ud800\"}"})
    void oddMessagesAreRefused(String body) throws Exception {
        assertThat(server.post(RUNS + "/any/messages", body).statusCode()).isEqualTo(400);
    }

    @Test
    void aVeryLongMessageIsRefused() throws Exception {
        HttpResponse<String> answer =
                server.post(RUNS + "/any/messages", "{\"text\": \"" + "x".repeat(100_001) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).hasSizeLessThan(1000);
    }

    // Approvals.

    @Test
    void anApprovalIsAskedForAnsweredAndRemembered() throws Exception {
        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");
        String approvals = RUNS + "/" + id + "/approvals";

        JsonNode pending = Json.read(server.get(approvals).body()).at("/data/0");
        assertThat(pending.propertyNames())
                .containsExactly(
                        "id",
                        "run_id",
                        "tool_call_id",
                        "sender",
                        "action",
                        "description",
                        "status",
                        "created_at",
                        "expires_at");
        assertThat(pending.get("status").stringValue()).isEqualTo("pending");
        assertThat(pending.get("sender").stringValue()).isEqualTo("Bash");
        assertThat(Json.read(server.get(RUNS + "/" + id).body())
                        .get("approvals_pending")
                        .intValue())
                .isEqualTo(1);
        assertThat(Json.read(server.get("/api/v1/approvals?status=pending").body())
                        .at("/data/0"))
                .isEqualTo(pending);

        String approval = approvals + "/" + pending.get("id").stringValue();
        HttpResponse<String> decided = server.post(approval, "{\"decision\": \"approve\", \"feedback\": \"go on\"}");
        assertThat(decided.statusCode()).isEqualTo(200);
        JsonNode answered = Json.read(decided.body());
        assertThat(answered.get("status").stringValue()).isEqualTo("approved");
        assertThat(answered.get("decision").stringValue()).isEqualTo("approve");
        assertThat(answered.get("by").stringValue()).isEqualTo("local");
        assertThat(answered.get("feedback").stringValue()).isEqualTo("go on");
        assertThat(Json.read(server.get(approval).body())).isEqualTo(answered);

        assertThat(server.awaitEnd(id).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(server.get(RUNS + "/" + id + "/events").body()).contains("\"text\":\"approved\"");
    }

    @Test
    void theFirstAnswerWinsAndALaterOneHearsOfIt() throws Exception {
        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");
        String approval = RUNS + "/" + id + "/approvals/"
                + Json.read(server.get(RUNS + "/" + id + "/approvals").body())
                        .at("/data/0/id")
                        .stringValue();
        server.post(approval, "{\"decision\": \"reject\"}");

        HttpResponse<String> late = server.post(approval, "{\"decision\": \"approve\"}");

        assertThat(late.statusCode()).isEqualTo(409);
        JsonNode conflict = Json.read(late.body());
        assertThat(conflict.get("error").stringValue()).isEqualTo("conflict");
        assertThat(conflict.get("by").stringValue()).isEqualTo("local");
        assertThat(conflict.get("decision").stringValue()).isEqualTo("reject");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"decision\": \"maybe\"}",
                "{\"decision\": null}",
                "{\"decision\": \"APPROVE\"}",
                "{\"decision\": \"reject\", \"feedback\": 5}",
                "7"
            })
    void oddDecisionsAreRefused(String body) throws Exception {
        HttpResponse<String> answer = server.post(RUNS + "/any/approvals/any", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).get("details").isArray()).isTrue();
    }

    @Test
    void approvalsOfAllRunsAreReadPageByPage() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.await(server.start("ask", "\"options\": {\"yolo\": false}"), "approval_request");
        }

        JsonNode first = Json.read(server.get("/api/v1/approvals?limit=2").body());
        JsonNode second = Json.read(server.get(
                        "/api/v1/approvals?limit=2&cursor=" + first.get("next").stringValue())
                .body());

        assertThat(first.get("data")).hasSize(2);
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void oddParametersOfTheListOfApprovalsAreProblems() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/approvals?status=open");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.read(answer.body()).at("/errors/0/loc/0").stringValue()).isEqualTo("status");
    }

    // The server.

    @Test
    void modelsAreListedAndTried() throws Exception {
        JsonNode models = Json.read(server.get("/api/v1/models").body());
        JsonNode good = Json.read(server.post("/api/v1/models/k2/test", "").body());
        JsonNode bad = Json.read(server.post("/api/v1/models/local/test", "").body());
        HttpResponse<String> unknown = server.post("/api/v1/models/gpt-9/test", "");

        assertThat(models.at("/data/0").toString())
                .isEqualTo(
                        "{\"alias\":\"k2\",\"provider\":\"kimi\",\"model\":\"kimi-k2-thinking\",\"capabilities\":[\"thinking\"],\"default\":true}");
        assertThat(good.toString())
                .isEqualTo("{\"stream\":true,\"tool_call\":true,\"thinking\":true,\"first_token_ms\":12}");
        assertThat(bad.toString())
                .isEqualTo(
                        "{\"stream\":false,\"tool_call\":false,\"thinking\":false,\"first_token_ms\":null,\"error\":\"connection refused\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void statusTellsTheLoad() throws Exception {
        server.await(server.start("ask", "\"options\": {\"yolo\": false}"), "approval_request");

        JsonNode status = Json.read(server.get("/api/v1/status").body());

        assertThat(status.toString())
                .isEqualTo(
                        "{\"version\":\"1.2.3\",\"models\":[\"k2\",\"local\"],\"queued\":0,\"running\":0,\"waiting\":1,\"readers\":0}");
    }

    // What is not there.

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/runs/x/fork",
        "POST, /api/v1/runs/x/approvals/y/link",
        "GET, /api/v1/runs/",
        "DELETE, /api/v1/runs/x/nothing"
    })
    void unknownPathsOfRunsHaveTheDocumentsForm(String method, String path) throws Exception {
        HttpResponse<String> answer = server.send(method, path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("not_found");
        assertThat(Json.read(answer.body()).get("details").isString()).isTrue();
    }

    @Test
    void unknownPathsBesideRunsAreProblems() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/events");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.read(answer.body()).get("path").stringValue()).isEqualTo("/api/v1/events");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/runs",
        "DELETE, /api/v1/runs/x",
        "GET, /api/v1/runs/x/cancel",
        "POST, /api/v1/runs/x/events"
    })
    void otherMethodsAreRefusedWithThoseThatAreTaken(String method, String path) throws Exception {
        HttpResponse<String> answer = server.send(method, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).isPresent();
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("method_not_allowed");
    }

    @Test
    void aBodyThatIsTooLargeHasTheDocumentsForm() throws Exception {
        HttpResponse<String> answer = server.post(RUNS, "x".repeat(17_000_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("payload_too_large");
    }

    private List<String> listed(String query) throws Exception {
        List<String> ids = new ArrayList<>();
        Json.read(server.get(RUNS + query).body())
                .get("data")
                .forEach(run -> ids.add(run.get("run_id").stringValue()));
        return ids;
    }

    private List<Instant> times(List<String> ids) {
        return ids.stream().map(id -> server.run(new RunId(id)).createdAt()).toList();
    }

    private static Outcome forever(AgentHost host) throws InterruptedException {
        new CountDownLatch(1).await();
        return new Outcome.Finished();
    }
}
