package dev.switchboard.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, from this test's class path, that a test may kill. */
final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "listening on ";
    private final Process process;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(Path data, Map<String, String> environment, String... flags) throws Exception {
        return start(data, 0, environment, flags);
    }

    /** Starts on a port of the test's choice, such as that of a server which was killed. */
    static ServerProcess start(Path data, int port, Map<String, String> environment, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.switchboard.app.Main",
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString()));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("KIMI_") || name.startsWith("SWITCHBOARD_"));
        builder.environment().put("HOME", data.toString());
        builder.environment().putAll(environment);
        ServerProcess server = new ServerProcess(builder.start());
        Thread.ofVirtual().start(server::readLog);
        try {
            server.address.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            server.kill();
            throw new AssertionError("the server did not start:\n" + String.join("\n", server.log), e);
        }
        return server;
    }

    private void readLog() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                int at = line.indexOf(LISTENING);
                if (at >= 0) {
                    address.complete(
                            URI.create(line.substring(at + LISTENING.length()).strip()));
                }
            }
        } catch (IOException e) {
            log.add("(the log broke off: " + e + ")");
        }
        address.completeExceptionally(new IOException("the process ended"));
    }

    URI address() {
        return address.join();
    }

    /** As {@code kill -9} does, without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks it to go down, and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not go down:\n" + String.join("\n", log));
        }
        return process.exitValue();
    }

    List<String> log() {
        return List.copyOf(log);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The lines of a stream, as they come. */
    Stream<String> lines(String path) throws Exception {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.join().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        http.close();
    }
}
