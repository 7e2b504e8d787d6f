package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.json.Json;
import dev.switchboard.principal.Principal;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.web.Listen;
import dev.switchboard.web.WebConfig;
import dev.switchboard.web.WebListener;
import dev.switchboard.web.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The doors of this package on a real server on a free port, with real runs of scripted agents. */
final class RunsServer implements AutoCloseable {
    static final Principal LOCAL = new Principal.Local();
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final ScriptedRuns scripted;
    final ScriptedAgents agents;
    final Runs runs;
    final int port;
    private final WebServer web;
    private final HttpClient client;

    RunsServer(TestStorage storage, Path home) throws Exception {
        this(storage, home, Duration.ofSeconds(15), HttpClient.Version.HTTP_1_1);
    }

    RunsServer(TestStorage storage, Path home, Duration heartbeat, HttpClient.Version version) throws Exception {
        scripted = new ScriptedRuns(storage, home, heartbeat);
        agents = scripted.agents;
        runs = scripted.runs;
        web = new WebServer(WebConfig.defaults(), scripted.time, new RandomIds(), WebListener.NONE);
        port = web.start(scripted.doors, List.of(new Listen("127.0.0.1", 0, true)))
                .getFirst()
                .getPort();
        client = HttpClient.newBuilder()
                .version(version)
                .connectTimeout(PATIENCE)
                .build();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), text());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return client.send(posting(path, body, headers), text());
    }

    /** A response whose lines are read as they come; closing the stream closes the connection. */
    HttpResponse<Stream<String>> lines(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofLines());
    }

    HttpResponse<InputStream> bytes(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                text());
    }

    HttpRequest posting(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** Starts a run in the background and returns its id. */
    RunId start(String command, String... fields) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/api/v1/runs", body(command, with("\"background\": true", fields)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new RunId(Json.read(answer.body()).get("run_id").stringValue());
    }

    /** Starts a run in the background, waits for its end and returns its id. */
    RunId finished(String command, String... fields) throws IOException, InterruptedException {
        RunId id = start(command, fields);
        awaitEnd(id);
        return id;
    }

    /** The body of a request for a run in the root directory. */
    static String body(String command, String... fields) {
        StringBuilder body = new StringBuilder("{\"work_dir\": \"/\", \"command\": \"" + command + "\"");
        for (String field : fields) {
            body.append(", ").append(field);
        }
        return body.append('}').toString();
    }

    private static String[] with(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    Run run(RunId id) {
        return runs.get(LOCAL, id);
    }

    Run awaitEnd(RunId id) throws InterruptedException {
        await(id, EventStream.TERMINAL);
        return run(id);
    }

    /** Waits until a run has logged an event of this type. */
    void await(RunId id, String type) throws InterruptedException {
        try (Follower follower = runs.follow(LOCAL, id, 0, false)) {
            while (true) {
                List<Frame> frames = follower.next(PATIENCE);
                assertThat(frames).as("no %s within %s", type, PATIENCE).isNotEmpty();
                for (Frame frame : frames) {
                    if (frame instanceof Frame.Event(var entry) && entry.type().equals(type)) {
                        return;
                    }
                }
            }
        }
    }

    /** Begins to drain, as a signal to stop does. */
    void drain() throws InterruptedException {
        web.drain(PATIENCE);
    }

    static List<JsonNode> parsed(Stream<String> lines) {
        return lines.map(Json::read).toList();
    }

    static List<JsonNode> parsed(String lines) {
        return parsed(lines.lines());
    }

    static List<String> types(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("type").stringValue()).toList();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    @Override
    public void close() throws InterruptedException {
        client.shutdownNow();
        web.close();
        scripted.close();
    }
}
