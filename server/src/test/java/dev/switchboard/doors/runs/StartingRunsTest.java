package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /runs} and what becomes of a run whose caller leaves, over real connections. */
class StartingRunsTest {
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

    // The document's answers.

    @Test
    void aRunIsToldLineByLine() throws Exception {
        HttpResponse<String> answer = server.post(
                RUNS, RunsServer.body("scan the repo", "\"options\": {\"yolo\": true, \"thinking\": false}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        List<JsonNode> lines = RunsServer.parsed(answer.body());
        assertThat(RunsServer.types(lines))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "step_begin",
                        "item.started",
                        "item.completed",
                        "status_update",
                        "turn.completed");
        String run = answer.headers().firstValue("X-Run-Id").orElseThrow();
        String session = answer.headers().firstValue("X-Session-Id").orElseThrow();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = lines.get(i);
            assertThat(line.propertyNames()).containsExactly("run_id", "type", "payload", "ts", "seq");
            assertThat(line.get("run_id").stringValue()).isEqualTo(run);
            assertThat(line.get("seq").intValue()).isEqualTo(i + 1);
            assertThat(line.get("ts").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(Instant.parse(line.get("ts").stringValue())).isBefore(Instant.MAX);
        }
        JsonNode started = lines.get(0).get("payload");
        assertThat(started.get("thread_id").stringValue()).isEqualTo(run);
        assertThat(started.get("session_id").stringValue()).isEqualTo(session);
        assertThat(started.get("work_dir").stringValue()).isEqualTo("/");
        assertThat(started.get("agent_file").stringValue()).isEqualTo("/agents/built-in.yaml");
        assertThat(lines.get(4).at("/payload/item/type").stringValue()).isEqualTo("agent_message");
        assertThat(lines.get(4).at("/payload/item/text").stringValue()).isEqualTo("Hello, world.");
        assertThat(lines.get(6).at("/payload/status").stringValue()).isEqualTo("finished");
    }

    @Test
    void anErrorIsALineBeforeTheEnd() throws Exception {
        server.agents.on("fail", host -> new Outcome.Failed("provider", "LLM is not configured"));

        List<JsonNode> lines =
                RunsServer.parsed(server.post(RUNS, RunsServer.body("fail")).body());

        assertThat(RunsServer.types(lines))
                .containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(lines.get(2).at("/payload/message").stringValue()).isEqualTo("LLM is not configured");
        assertThat(lines.get(3).at("/payload/status").stringValue()).isEqualTo("error");
    }

    @Test
    void anAgentThatCannotBePreparedIsToldInTheStream() throws Exception {
        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("go", "\"agent_file\": \"/no/such.yaml\""));

        List<JsonNode> lines = RunsServer.parsed(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(RunsServer.types(lines)).containsExactly("error", "run_completed", "turn.completed");
        assertThat(lines.getFirst().get("payload").toString())
                .isEqualTo("{\"message\":\"failed to prepare runtime\",\"details\":\"expect agent file to exist\"}");
    }

    @Test
    void theSameStoryIsToldAsServerSentEvents() throws Exception {
        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("go"), "Accept", "text/event-stream");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        String id = answer.headers().firstValue("X-Run-Id").orElseThrow();
        List<String> expected = server.get(RUNS + "/" + id + "/events")
                .body()
                .lines()
                .map(line -> "id: " + Json.read(line).get("seq").intValue() + "\nevent: "
                        + Json.read(line).get("type").stringValue() + "\ndata: " + line + "\n")
                .toList();
        assertThat(answer.body().split("(?<=\n)\n")).containsExactlyElementsOf(expected);
    }

    @Test
    void aRunIsToldAtOnceWhenAskedFor() throws Exception {
        server.agents.on("talk", host -> {
            ScriptedAgents.say(host, 1, "One.");
            ScriptedAgents.say(host, 2, "Two.");
            return new Outcome.Finished();
        });

        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("talk", "\"stream\": false"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode whole = Json.read(answer.body());
        assertThat(whole.propertyNames())
                .containsExactly("run_id", "session_id", "conversation", "status", "steps", "usage", "digest");
        assertThat(answer.headers().firstValue("X-Run-Id"))
                .contains(whole.get("run_id").stringValue());
        assertThat(whole.get("status").stringValue()).isEqualTo("finished");
        assertThat(whole.get("conversation").toString())
                .isEqualTo("[{\"role\":\"user\",\"content\":\"talk\"},"
                        + "{\"role\":\"assistant\",\"content\":\"One.\\n\\nTwo.\"}]");
    }

    @Test
    void theEventsOfTheWholeAnswerAreTheLinesOfTheStream() throws Exception {
        HttpResponse<String> answer =
                server.post(RUNS, RunsServer.body("go", "\"stream\": false", "\"include_events\": true"));

        JsonNode whole = Json.read(answer.body());
        String id = whole.get("run_id").stringValue();
        assertThat(whole.get("events").valueStream().toList())
                .isEqualTo(RunsServer.parsed(
                        server.get(RUNS + "/" + id + "/events").body()));
    }

    @Test
    void eventsAreForWholeAnswersOnly() throws Exception {
        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("go", "\"include_events\": true"));

        assertThat(RunsServer.types(RunsServer.parsed(answer.body()))).endsWith("turn.completed");
    }

    @Test
    void aWholeAnswerOfAnUnpreparedRunSaysSo() throws Exception {
        JsonNode whole = Json.read(
                server.post(RUNS, RunsServer.body("go", "\"stream\": false", "\"agent_file\": \"/no/such.yaml\""))
                        .body());

        assertThat(whole.get("status").stringValue()).isEqualTo("error");
        assertThat(whole.get("reason").stringValue()).isEqualTo("preparation");
        assertThat(whole.at("/error/message").stringValue()).isEqualTo("failed to prepare runtime");
    }

    @Test
    void theRunsIdIsToldWhileAWholeAnswerIsAwaited() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> {
            go.await();
            return new Outcome.Finished();
        });

        HttpResponse<Stream<String>> answer =
                server.lines(server.posting(RUNS, RunsServer.body("wait", "\"stream\": false")));

        RunId id = new RunId(answer.headers().firstValue("X-Run-Id").orElseThrow());
        assertThat(server.run(id).status().ended()).isFalse();
        go.countDown();
        assertThat(Json.read(answer.body().toList().getFirst()).get("status").stringValue())
                .isEqualTo("finished");
    }

    @Test
    void brokenRulesAreAnsweredBeforeTheStream() throws Exception {
        HttpResponse<String> answer =
                server.post(RUNS, "{\"command\": \" \", \"env\": {\"KIMI_API_KEY\": \"sk-secret\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"invalid_request\",\"details\":["
                        + "{\"type\":\"value_error\",\"loc\":[\"command\"],\"msg\":\"Value error, command cannot be empty\"},"
                        + "{\"type\":\"missing\",\"loc\":[\"work_dir\"],\"msg\":\"Field required\"}"
                        + "],\"code\":\"invalid_request\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
    void otherContentIsAMissingBody(String contentType) throws Exception {
        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("go"), "Content-Type", contentType);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).get("details").stringValue()).isEqualTo("missing JSON body");
    }

    // Ours.

    @Test
    void aBackgroundRunIsAcceptedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> {
            go.await();
            return new Outcome.Finished();
        });

        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("wait", "\"background\": true"));

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode accepted = Json.read(answer.body());
        String id = accepted.get("run_id").stringValue();
        assertThat(accepted.propertyNames()).containsExactly("run_id", "session_id", "status", "events");
        assertThat(accepted.get("status").stringValue()).isEqualTo("queued");
        assertThat(accepted.get("events").stringValue()).isEqualTo("/api/v1/runs/" + id + "/events");
        assertThat(answer.headers().firstValue("X-Run-Id")).contains(id);
        go.countDown();
        assertThat(server.awaitEnd(new RunId(id)).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aSessionIsContinuedAndAnUnknownOneIsNotFound() throws Exception {
        Run first = server.run(server.finished("go"));

        Run second = server.run(server.finished("go", "\"session_id\": \"" + first.session() + "\""));
        HttpResponse<String> unknown = server.post(RUNS, RunsServer.body("go", "\"session_id\": \"nobody's\""));

        assertThat(second.session()).isEqualTo(first.session());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.read(unknown.body()).get("details").stringValue()).isEqualTo("session not found");
    }

    @Test
    void aBusySessionRefusesWhenAskedTo() throws Exception {
        RunId first = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(first, "approval_request");

        HttpResponse<String> answer = server.post(
                RUNS,
                RunsServer.body(
                        "go", "\"session_id\": \"" + server.run(first).session() + "\"", "\"on_busy\": \"reject\""));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.read(answer.body()).get("code").stringValue()).isEqualTo("session_busy");
    }

    @Test
    void whatTheCallerSaysReachesTheRun() throws Exception {
        Run run = server.run(server.finished(
                "go",
                "\"model_name\": \"k2\"",
                "\"env\": {\"kimi_model_name\": \"x\", \"kimi_api_key\": \"sk-secret\"}",
                "\"budget\": {\"steps\": 3, \"seconds\": 60}",
                "\"metadata\": {\"ticket\": 7}",
                "\"options\": {\"yolo\": \"no\", \"thinking\": 1}"));

        RunSpec spec = run.spec();
        assertThat(spec.model()).isEqualTo("k2");
        assertThat(spec.env()).containsEntry("KIMI_MODEL_NAME", "x").containsEntry("KIMI_API_KEY", "******");
        assertThat(spec.budget()).isEqualTo(new RunSpec.Budget(3, null, 60L));
        assertThat(spec.metadata()).isEqualTo("{\"ticket\":7}");
        assertThat(spec.yolo()).isFalse();
        assertThat(spec.thinking()).isTrue();
        assertThat(spec.traceParent()).startsWith("00-");
    }

    @Test
    void deltasComeToThoseWhoAskForThem() throws Exception {
        CountDownLatch heardFirst = new CountDownLatch(1);
        server.agents.on("slow", host -> {
            OpenItem item = host.open("item-1", ItemKind.TEXT);
            item.append("Hello, ");
            heardFirst.await();
            item.append("world.");
            host.log(List.of(new AgentEvent.Said("item-1", "Hello, world.")), List.of(), List.of(item));
            return new Outcome.Finished();
        });

        StringBuilder heard = new StringBuilder();
        String said = "";
        Iterator<String> lines = server.lines(server.posting(RUNS, RunsServer.body("slow", "\"deltas\": true")))
                .body()
                .iterator();
        while (lines.hasNext()) {
            JsonNode line = Json.read(lines.next());
            JsonNode payload = line.get("payload");
            if (line.get("type").stringValue().equals("item.delta")) {
                assertThat(line.has("seq")).isFalse();
                assertThat(payload.get("item_id").stringValue()).isEqualTo("item-1");
                assertThat(payload.get("kind").stringValue()).isEqualTo("text");
                assertThat(payload.get("offset").intValue()).isEqualTo(heard.length());
                heard.append(payload.get("delta").stringValue());
                heardFirst.countDown();
            } else if (line.get("type").stringValue().equals("item.completed")) {
                said = payload.at("/item/text").stringValue();
            }
        }
        assertThat(heard.toString()).isEqualTo("Hello, world.").isEqualTo(said);
    }

    @Test
    void othersHearNoDeltas() throws Exception {
        List<JsonNode> lines =
                RunsServer.parsed(server.post(RUNS, RunsServer.body("go")).body());

        assertThat(lines).allSatisfy(line -> assertThat(line.has("seq")).isTrue());
    }

    // Repeating a request.

    @Test
    void aRepeatedRequestIsTheSameRunToldFromItsStart() throws Exception {
        HttpResponse<String> first = server.post(RUNS, RunsServer.body("go"), "Idempotency-Key", "k-1");

        HttpResponse<String> again = server.post(RUNS, RunsServer.body("go"), "Idempotency-Key", "k-1");

        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("X-Run-Id"))
                .isEqualTo(first.headers().firstValue("X-Run-Id"));
    }

    @Test
    void aRepeatedKeyWithAnotherBodyIsAConflict() throws Exception {
        server.post(RUNS, RunsServer.body("go"), "Idempotency-Key", "k-1");

        HttpResponse<String> answer = server.post(RUNS, RunsServer.body("else"), "Idempotency-Key", "k-1");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.read(answer.body()).get("code").stringValue()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void aRepeatedBackgroundStartTellsHowTheRunStands() throws Exception {
        HttpResponse<String> first =
                server.post(RUNS, RunsServer.body("go", "\"background\": true"), "Idempotency-Key", "k");
        RunId id = new RunId(Json.read(first.body()).get("run_id").stringValue());
        server.awaitEnd(id);

        HttpResponse<String> again =
                server.post(RUNS, RunsServer.body("go", "\"background\": true"), "Idempotency-Key", "k");

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(Json.read(again.body()).get("run_id").stringValue()).isEqualTo(id.value());
        assertThat(Json.read(again.body()).get("status").stringValue()).isEqualTo("finished");
    }

    // Leaving.

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aCallerWhoLeavesCancelsItsRun(String stream) throws Exception {
        server.agents.on("forever", StartingRunsTest::forever);

        RunId id = leaveAfterTheHead(RunsServer.body("forever", "\"stream\": " + stream));

        assertThat(server.awaitEnd(id).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aRunThatIsNotBoundToItsCallerGoesOn(String stream) throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        server.agents.on("wait", host -> {
            left.await();
            return new Outcome.Finished();
        });

        RunId id =
                leaveAfterTheHead(RunsServer.body("wait", "\"stream\": " + stream, "\"on_disconnect\": \"continue\""));
        left.countDown();

        assertThat(server.awaitEnd(id).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void overHttp2TheStreamIsToldAndLeavingCancelsToo() throws Exception {
        try (RunsServer http2 = new RunsServer(
                TestStorage.memory(new SystemTime()), home, Duration.ofSeconds(15), HttpClient.Version.HTTP_2)) {
            http2.agents.on("forever", StartingRunsTest::forever);
            HttpResponse<String> told = http2.post(RUNS, RunsServer.body("go"));
            assertThat(told.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(RunsServer.types(RunsServer.parsed(told.body()))).endsWith("turn.completed");

            HttpResponse<InputStream> left = http2.bytes(http2.posting(RUNS, RunsServer.body("forever")));
            left.body().close();

            RunId id = new RunId(left.headers().firstValue("X-Run-Id").orElseThrow());
            assertThat(http2.awaitEnd(id).status()).isEqualTo(RunStatus.CANCELLED);
        }
    }

    @Test
    void aRepeatedRequestThatLeavesDoesNotCancel() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        server.agents.on("wait", host -> {
            left.await();
            return new Outcome.Finished();
        });
        String body = RunsServer.body("wait");
        HttpResponse<Stream<String>> first = server.lines(server.posting(RUNS, body, "Idempotency-Key", "k"));

        leaveAfterTheHead(body, "Idempotency-Key: k\r\n");
        left.countDown();

        List<JsonNode> lines = RunsServer.parsed(first.body());
        assertThat(lines.getLast().at("/payload/status").stringValue()).isEqualTo("finished");
    }

    @Test
    void aRunWhoseCallerLeavesBeforeItHasASlotIsCancelledToo() throws Exception {
        RunId first = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(first, "approval_request");

        RunId queued = leaveAfterTheHead(
                RunsServer.body("go", "\"session_id\": \"" + server.run(first).session() + "\""));

        assertThat(server.awaitEnd(queued).status()).isEqualTo(RunStatus.CANCELLED);
        Iterator<JsonNode> lines = RunsServer.parsed(
                        server.get(RUNS + "/" + queued + "/events").body())
                .iterator();
        assertThat(lines.next().get("type").stringValue()).isEqualTo("run_completed");
        assertThat(lines.next().get("type").stringValue()).isEqualTo("turn.completed");
        assertThat(lines).isExhausted();
    }

    private static Outcome forever(AgentHost host) throws InterruptedException {
        host.log(List.of(new AgentEvent.StepBegan(1)), List.of(), List.of());
        new CountDownLatch(1).await();
        return new Outcome.Finished();
    }

    /** Sends a request, reads the head of its answer and closes the connection. */
    private RunId leaveAfterTheHead(String body, String... headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = "POST " + RUNS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + String.join("", headers) + "Content-Length: " + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            String answered = head(socket.getInputStream());
            assertThat(answered).startsWith("HTTP/1.1 200");
            return new RunId(answered.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-run-id: "))
                    .map(line -> line.substring(10))
                    .findFirst()
                    .orElseThrow());
        }
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the answer ended: %s", head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }
}
