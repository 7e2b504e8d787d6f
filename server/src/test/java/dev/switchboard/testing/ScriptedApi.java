package dev.switchboard.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A server on a loopback port that answers as a test says, and remembers what it was asked. Requests are named by method and path,
 * such as {@code GET /api/v1/runs}; what is not scripted is answered 404. Any thread may use it.
 */
public final class ScriptedApi implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private ScriptedApi(HttpServer server) {
        this.server = server;
    }

    /** Answers one request; an {@link IOException} cuts the connection. */
    @FunctionalInterface
    public interface Reply {
        void answer(Call call, Sender sender) throws IOException, InterruptedException;
    }

    /** What was asked. Header names are in lower case. */
    public record Call(String name, Map<String, String> query, Map<String, String> headers, String body) {}

    public static ScriptedApi start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
            ScriptedApi api = new ScriptedApi(server);
            server.setExecutor(api.threads);
            server.createContext("/", api::handle);
            server.start();
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers every such request so from now on. */
    public ScriptedApi on(String name, Reply reply) {
        replies.put(name, reply);
        return this;
    }

    public ScriptedApi onJson(String name, int status, String body) {
        return on(name, (call, sender) -> sender.json(status, body));
    }

    /** Answers each such request with the next reply, and all that follow with the last one. */
    public ScriptedApi inTurn(String name, Reply... turns) {
        AtomicInteger next = new AtomicInteger();
        return on(
                name, (call, sender) -> turns[Math.min(next.getAndIncrement(), turns.length - 1)].answer(call, sender));
    }

    /** The requests of that name so far. */
    public List<Call> calls(String name) {
        synchronized (calls) {
            return calls.stream().filter(call -> call.name().equals(name)).toList();
        }
    }

    /** Waits until so many requests of that name have come, and gives the last of them. */
    public Call awaitCall(String name, int count) throws InterruptedException {
        return await(found -> found.size() >= count, name, count).get(count - 1);
    }

    private List<Call> await(Predicate<List<Call>> enough, String name, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        synchronized (calls) {
            List<Call> found = calls(name);
            while (!enough.test(found)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(count + " of " + name + " did not come; there were " + calls);
                }
                calls.wait(left);
                found = calls(name);
            }
            return found;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String name =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((key, values) -> headers.put(key.toLowerCase(Locale.ROOT), values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Call call = new Call(name, query(exchange.getRequestURI().getRawQuery()), headers, body);
        synchronized (calls) {
            calls.add(call);
            calls.notifyAll();
        }
        Sender sender = new Sender(exchange);
        try (exchange) {
            Reply reply = replies.get(name);
            if (reply == null) {
                sender.json(404, "{\"error\":\"not_found\",\"details\":\"nothing is scripted for " + name + "\"}");
            } else {
                reply.answer(call, sender);
            }
        } catch (InterruptedException e) {
            // The server closes, and this thread ends.
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                String[] sides = pair.split("=", 2);
                query.put(sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** Sends one answer. */
    public final class Sender {
        private final HttpExchange exchange;

        private Sender(HttpExchange exchange) {
            this.exchange = exchange;
        }

        public Sender header(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
            return this;
        }

        public void json(int status, String body) throws IOException {
            send(status, "application/json", body);
        }

        public void send(int status, String type, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            header("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }

        /** Begins an answer of lines. */
        public Sender stream() throws IOException {
            header("Content-Type", "application/x-ndjson");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            return this;
        }

        public Sender lines(List<String> lines) throws IOException {
            OutputStream out = exchange.getResponseBody();
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            return this;
        }

        public Sender lines(String... lines) throws IOException {
            return lines(List.of(lines));
        }

        /** Bytes as they are, such as the first half of a line. */
        public Sender raw(String text) throws IOException {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            return this;
        }

        /** Ends the answer in order. */
        public void end() throws IOException {
            exchange.getResponseBody().close();
        }

        /** Says nothing for a while. */
        public Sender pause(Duration span) throws InterruptedException {
            if (closing.await(span.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the server closes");
            }
            return this;
        }

        /** Says nothing more until the server closes. */
        public void hang() throws InterruptedException {
            closing.await();
        }

        /** Waits for the test; at most 20 seconds. */
        public Sender await(CountDownLatch latch) throws InterruptedException {
            if (!latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the test did not let the server go on");
            }
            return this;
        }
    }
}
