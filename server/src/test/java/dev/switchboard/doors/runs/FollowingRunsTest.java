package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET /runs/{id}/events}: leaving, coming back, and knowing that nothing is missing. */
class FollowingRunsTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(50);
    private static final int EVENTS = 7;

    @TempDir
    private Path home;

    private RunsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RunsServer(TestStorage.memory(new SystemTime()), home, HEARTBEAT, HttpClient.Version.HTTP_1_1);
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void aRunThatEndedIsReplayedFromAnyPosition() throws Exception {
        String events = events(server.finished("go"));
        List<JsonNode> all = RunsServer.parsed(server.get(events).body());

        assertThat(all).hasSize(EVENTS);
        for (int after = 0; after < EVENTS; after++) {
            assertThat(RunsServer.parsed(server.get(events + "?after=" + after).body()))
                    .isEqualTo(all.subList(after, EVENTS));
        }
    }

    @Test
    void aReaderWhoHasTheEndIsToldThatThereIsNoMore() throws Exception {
        String events = events(server.finished("go"));

        HttpResponse<String> lines = server.get(events + "?after=" + EVENTS);
        HttpResponse<String> sse = server.get(events, "Accept", "text/event-stream", "Last-Event-ID", "" + EVENTS);

        assertThat(lines.statusCode()).isEqualTo(200);
        assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(lines.body()).isEmpty();
        assertThat(sse.statusCode()).isEqualTo(204);
        assertThat(sse.body()).isEmpty();
    }

    @Test
    void aPositionBeyondTheEndIsRefusedWithTheEnd() throws Exception {
        HttpResponse<String> answer = server.get(events(server.finished("go")) + "?after=8");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).get("after").intValue()).isEqualTo(8);
        assertThat(Json.read(answer.body()).get("last_seq").intValue()).isEqualTo(EVENTS);
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "after=-1, greater_than_equal",
        "after=x, int_parsing",
        "after=1.5, int_parsing",
        "after=99999999999999999999, int_parsing",
        "deltas=maybe, bool_parsing"
    })
    void oddParametersAreRefused(String query, String type) throws Exception {
        HttpResponse<String> answer = server.get(events(server.finished("go")) + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).at("/details/0/type").stringValue()).isEqualTo(type);
    }

    @Test
    void theHeaderOfAReconnectingEventSourceCountsBeforeTheParameter() throws Exception {
        String events = events(server.finished("go"));

        String body = server.get(events + "?after=1", "Accept", "text/event-stream", "Last-Event-ID", "5")
                .body();

        assertThat(body).startsWith("id: 6\nevent: status_update\ndata: {");
        assertThat(body.split("\n\n")).hasSize(2);
    }

    @Test
    void anOddLastEventIdIsRefused() throws Exception {
        String events = events(server.finished("go"));

        HttpResponse<String> answer = server.get(events, "Accept", "text/event-stream", "Last-Event-ID", "x");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).at("/details/0/loc/0").stringValue())
                .isEqualTo("Last-Event-ID");
    }

    @Test
    void aRunIsFollowedFromTheMiddleToItsEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> greetAfter(host, go));
        RunId id = server.start("wait");
        server.await(id, "turn.started");

        HttpResponse<Stream<String>> answer =
                server.lines(server.request(events(id) + "?after=1").build());
        Iterator<JsonNode> lines =
                answer.body().map(Json::read).filter(FollowingRunsTest::logged).iterator();

        assertThat(lines.next().get("type").stringValue()).isEqualTo("turn.started");
        go.countDown();
        assertThat(lines.next().get("type").stringValue()).isEqualTo("step_begin");
        JsonNode last = lines.next();
        while (lines.hasNext()) {
            last = lines.next();
        }
        assertThat(last.get("type").stringValue()).isEqualTo("turn.completed");
    }

    @Test
    void aFollowerWhoLeavesCancelsNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> greetAfter(host, go));
        RunId id = server.start("wait");

        HttpResponse<Stream<String>> answer =
                server.lines(server.request(events(id)).build());
        answer.body().close();
        go.countDown();

        assertThat(server.awaitEnd(id).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aQuietStreamGivesSignsOfLifeThatTellThePosition() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> greetAfter(host, go));
        RunId id = server.start("wait");
        server.await(id, "turn.started");

        HttpResponse<Stream<String>> answer =
                server.lines(server.request(events(id)).build());
        Iterator<JsonNode> lines = answer.body().map(Json::read).iterator();
        lines.next();
        lines.next();
        JsonNode first = lines.next();
        JsonNode second = lines.next();

        assertThat(List.of(first.get("type").stringValue(), second.get("type").stringValue()))
                .containsOnly("heartbeat");
        assertThat(first.propertyNames()).containsExactly("run_id", "type", "payload", "ts");
        assertThat(first.at("/payload/after").intValue()).isEqualTo(2);
        go.countDown();
        server.awaitEnd(id);
    }

    @Test
    void aSignOfLifeDoesNotSpoilAWholeAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.agents.on("wait", host -> greetAfter(host, go));

        HttpResponse<InputStream> answer =
                server.bytes(server.posting("/api/v1/runs", RunsServer.body("wait", "\"stream\": false")));
        int first = answer.body().read();
        go.countDown();
        String rest = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(first).isEqualTo(' ');
        assertThat(Json.read(rest).get("status").stringValue()).isEqualTo("finished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "text/event-stream"})
    void aReaderCanProveThatNothingIsMissing(String accept) throws Exception {
        server.agents.on("odd", host -> {
            ScriptedAgents.say(host, 1, "深 \"quoted\" \u2028 \\ 😀 <b>");
            return new Outcome.Finished();
        });
        RunId id = server.finished("odd");

        List<String> lines = server.get(events(id), "Accept", accept)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: ") || line.startsWith("{"))
                .map(line -> line.startsWith("data: ") ? line.substring(6) : line)
                .toList();

        byte[] digest = new byte[32];
        for (String line : lines.subList(0, lines.size() - 1)) {
            JsonNode event = Json.read(line);
            String payload = line.substring(line.indexOf("\"payload\":") + 10, line.lastIndexOf(",\"ts\":"));
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(digest);
            String text = event.get("seq").intValue() + "\n" + event.get("type").stringValue() + "\n" + payload + "\n";
            digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
        }
        JsonNode end = Json.read(lines.getLast()).at("/payload/digest");
        assertThat(end.get("events").intValue()).isEqualTo(lines.size() - 1);
        assertThat(end.get("sha256").stringValue()).isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    void readersLeaveWhenTheServerDrains() throws Exception {
        RunId id = server.start("ask", "\"options\": {\"yolo\": false}");
        server.await(id, "approval_request");
        HttpResponse<Stream<String>> answer =
                server.lines(server.request(events(id)).build());
        Iterator<String> lines = answer.body().iterator();
        lines.next();

        server.drain();

        JsonNode last = null;
        while (lines.hasNext()) {
            last = Json.read(lines.next());
        }
        assertThat(last).isNotNull();
        assertThat(last.get("type").stringValue()).isNotEqualTo("turn.completed");
    }

    @Test
    void aPositionBeforeTheKeptRangeIsGone() throws Exception {
        RunId id = server.finished("go");
        TestStorage storage = server.scripted.storage;
        storage.transactor().write(tx -> {
            storage.journal().trim(tx, id.events(), 3);
            return null;
        });

        HttpResponse<String> answer = server.get(events(id) + "?after=2");

        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo("gone");
        assertThat(Json.read(answer.body()).get("after").intValue()).isEqualTo(2);
        assertThat(Json.read(answer.body()).get("first_seq").intValue()).isEqualTo(4);
        assertThat(RunsServer.parsed(server.get(events(id) + "?after=3").body()))
                .hasSize(EVENTS - 3);
    }

    @Test
    void aReaderWhoStopsReadingMissesNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        int thoughts = 8_000;
        server.agents.on("think", host -> {
            go.await();
            for (int i = 0; i < thoughts / 100; i++) {
                host.log(
                        Collections.nCopies(100, new AgentEvent.Thought("t", "x".repeat(1_000))), List.of(), List.of());
            }
            return new Outcome.Finished();
        });
        RunId id = server.start("think");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(8 * 1024);
            socket.setSoTimeout((int) RunsServer.PATIENCE.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", server.port));
            String request = "GET " + events(id) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            go.countDown();
            server.awaitEnd(id);

            List<JsonNode> lines = chunks(new DataInputStream(new BufferedInputStream(socket.getInputStream())))
                    .lines()
                    .map(Json::read)
                    .filter(FollowingRunsTest::logged)
                    .toList();

            assertThat(lines).hasSize(thoughts + 3);
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i).get("seq").intValue()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void anUnknownRunIsNotFound() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/runs/nobody/events");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"not_found\",\"details\":\"run not found\",\"code\":\"not_found\"}\n");
    }

    /** Reads the body of a chunked answer. */
    private static String chunks(DataInputStream answer) throws IOException {
        while (!line(answer).isEmpty()) {}
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(answer), 16); size > 0; size = Integer.parseInt(line(answer), 16)) {
            body.writeBytes(answer.readNBytes(size));
            line(answer);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static String line(DataInputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = answer.readUnsignedByte(); c != '\n'; c = answer.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static boolean logged(JsonNode line) {
        return line.has("seq");
    }

    private static Outcome greetAfter(AgentHost host, CountDownLatch go) throws InterruptedException {
        go.await();
        return ScriptedAgents.greet(host);
    }

    private static String events(RunId id) {
        return "/api/v1/runs/" + id + "/events";
    }
}
