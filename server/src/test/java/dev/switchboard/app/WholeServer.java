package dev.switchboard.app;

import dev.switchboard.config.Loader;
import dev.switchboard.config.Sources;
import dev.switchboard.testing.ScriptedChatServer;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.Time;
import dev.switchboard.web.Listen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server, whole, in this process: real doors, agents, tools and storage. Its model is a scripted provider of chat completions. Runs
 * work in a directory of their own.
 */
final class WholeServer implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What the model says. */
    final ScriptedChatServer provider = ScriptedChatServer.start();

    /** Where runs work; a real path. */
    final Path dir;

    private final Switchboard server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    WholeServer(Path root, Time time) throws Exception {
        this(root, time, 0);
    }

    /**
     * @param port 0 for any free one
     */
    WholeServer(Path root, Time time, int port) throws Exception {
        dir = Files.createDirectories(root.resolve("work")).toRealPath();
        Path config = Files.writeString(root.resolve("config.yaml"), """
                default-model: k2
                models:
                  k2: {provider: here, model: kimi-k2-thinking, max-context-size: 100000, price: {prompt: 4, completion: 16, cached: 1, currency: CNY}}
                  plain: {provider: here, model: plain-1, max-context-size: 100000}
                providers:
                  here: {type: kimi, base-url: "%s", api-key: sk-configured}
                """.formatted(provider.baseUrl()));
        try {
            server = started(root, config, time, port);
        } catch (Exception e) {
            provider.close();
            throw e;
        }
    }

    private static Switchboard started(Path root, Path config, Time time, int port) throws Exception {
        return Switchboard.start(
                new Switchboard.Setup(
                        Loader.load(SwitchboardConfig.class, new Sources(Map.of(), Map.of(), config, true, Set.of()))
                                .value(),
                        List.of(new Listen("127.0.0.1", port, true)),
                        root.resolve("data"),
                        Map.of("PATH", "/usr/bin:/bin", "HOME", root.toString(), "KIMI_TOKEN", "sk-process"),
                        root.resolve("no-kimi-config.json"),
                        false,
                        "1.2.3",
                        "Linux"),
                time,
                new RandomIds());
    }

    HttpRequest.Builder request(String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.addresses().getFirst().getPort() + path);
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request for a run of the command in {@link #dir}. */
    ObjectNode command(String command) {
        return JSON.createObjectNode().put("command", command).put("work_dir", dir.toString());
    }

    /** Makes a run from its start to its end, and returns its lines. */
    List<JsonNode> lines(ObjectNode request) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/api/v1/runs", request.toString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body().lines().map(JSON::readTree).toList();
    }

    List<JsonNode> lines(String command) throws IOException, InterruptedException {
        return lines(command(command));
    }

    /** Starts a run in the background and returns its id. */
    String start(ObjectNode request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                post("/api/v1/runs", request.put("background", true).toString());
        return JSON.readTree(answer.body()).get("run_id").stringValue();
    }

    /** All lines of a run, up to its end. */
    List<JsonNode> linesOf(String run) throws IOException, InterruptedException {
        return get("/api/v1/runs/" + run + "/events")
                .body()
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    /** The next line of this type of a run that goes on; waits for it. */
    JsonNode await(String run, String type) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer =
                http.send(request("/api/v1/runs/" + run + "/events").build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            return lines.map(JSON::readTree)
                    .filter(line -> line.get("type").stringValue().equals(type))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + type));
        }
    }

    JsonNode run(String id) throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v1/runs/" + id).body());
    }

    static List<String> types(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("type").stringValue()).toList();
    }

    /** The payloads of the lines of one type. */
    static List<JsonNode> payloads(List<JsonNode> lines, String type) {
        return lines.stream()
                .filter(line -> line.get("type").stringValue().equals(type))
                .map(line -> line.get("payload"))
                .toList();
    }

    static JsonNode payload(List<JsonNode> lines, String type) {
        List<JsonNode> found = payloads(lines, type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + type + " in " + types(lines));
        }
        return found.getFirst();
    }

    @Override
    public void close() throws InterruptedException {
        http.shutdownNow();
        server.stop(Duration.ZERO);
        provider.close();
    }
}
