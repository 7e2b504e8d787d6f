package dev.switchboard.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A model server that streams chat completions without thinking, as the {@link Plan} in a run's command says. What it says carries
 * {@link Stamp}s: the moments of its being said.
 *
 * <p>It lives in the load client, so that both read the same clock and neither counts as the server's work.
 */
public final class StubModel implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 4096;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(MAX_CONNECTIONS));
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path note;

    private StubModel(HttpServer server, Path note) {
        this.server = server;
        this.note = note;
    }

    /** Starts one, whose tool calls read a note in the session's directory. */
    public static StubModel start(Session session) throws IOException {
        Path note = session.dir().resolve("note.txt");
        Files.writeString(note, "A short note.\n");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MAX_CONNECTIONS);
        StubModel model = new StubModel(server, note);
        server.createContext("/v1/chat/completions", model::answer);
        server.setExecutor(model.threads);
        server.start();
        return model;
    }

    /** The settings with which a server uses this model. */
    public Map<String, String> settings() {
        return Map.of(
                "KIMI_BASE_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "KIMI_API_KEY",
                "none",
                "KIMI_MODEL_NAME",
                "stub",
                "KIMI_MODEL_MAX_CONTEXT_SIZE",
                "1000000",
                "KIMI_MODEL_CAPABILITIES",
                "thinking");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Plan plan = Plan.in(request);
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            pause(plan.delayMillis());
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            speak(plan, out);
            boolean calls = occurrences(request, "\"role\":\"tool\"") < plan.calls();
            out.write(utf8((calls ? call() : "") + end(calls)));
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It is being closed, and the answer stays unfinished.
        }
    }

    private static void speak(Plan plan, OutputStream out) throws IOException, InterruptedException {
        StringBuilder pieces = new StringBuilder();
        for (int i = 0; i < plan.parts(); i++) {
            String member = plan.alternating() && i % 2 == 0 ? "reasoning_content" : "content";
            pieces.append(delta("\"" + member + "\":\"" + said(plan.partBytes()) + "\""));
            if (plan.apartMillis() > 0) {
                out.write(utf8(pieces.toString()));
                out.flush();
                pieces.setLength(0);
                pause(plan.apartMillis());
            }
        }
        out.write(utf8(pieces.toString()));
    }

    private static String said(int bytes) {
        String stamp = Stamp.now();
        return stamp + ".".repeat(Math.max(0, bytes - stamp.length()));
    }

    /** A call whose id tells when it was made. */
    private String call() {
        return delta("\"tool_calls\":[{\"index\":0,\"id\":\"" + Stamp.now()
                + "\",\"type\":\"function\",\"function\":{\"name\":\"ReadFile\",\"arguments\":\"{\\\"path\\\":\\\""
                + note
                + "\\\"}\"}}]");
    }

    private static String end(boolean calls) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + (calls ? "tool_calls" : "stop")
                + "\"}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}\n\ndata: [DONE]\n\n";
    }

    private static String delta(String members) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{" + members + "}}]}\n\n";
    }

    private static int occurrences(String text, String part) {
        int found = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            found++;
        }
        return found;
    }

    private static void pause(int millis) throws InterruptedException {
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
