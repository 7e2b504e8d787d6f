package dev.switchboard.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider of chat completions on a loopback port that answers each request with the next scripted {@link ChatReply} and remembers
 * what it was asked. Real HTTP/1.1 with kept connections, so that cuts, hangs and aborts are seen as they are. A request for which
 * nothing is scripted is answered 500 with a text that says so. Any thread may use it.
 *
 * <pre>{@code
 * try (ScriptedChatServer provider = ScriptedChatServer.start()) {
 *     provider.reply(chat().think("Hm.").call("c1", "Glob", "{\"pattern\":", "\"*\"}").usage(100, 10))
 *             .reply(status(429, "{\"error\":{\"message\":\"slow down\"}}").header("Retry-After", "1"))
 *             .reply(chat().say("Two ", "files.").usage(120, 4));
 *     // point a model at provider.baseUrl() …
 *     provider.awaitRequest(3).messages();
 * }
 * }</pre>
 */
public final class ScriptedChatServer implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 10;
    private static final String FLOOD = "f".repeat(16 * 1024 - 64);

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    // Guarded by this.
    private final Deque<ChatReply> replies = new ArrayDeque<>();
    private final List<ChatRequest> requests = new ArrayList<>();
    private @Nullable Function<ChatRequest, ChatReply> always;

    private ScriptedChatServer(ServerSocket listener) {
        this.listener = listener;
    }

    public static ScriptedChatServer start() {
        try {
            ScriptedChatServer server =
                    new ScriptedChatServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
            Thread.ofVirtual().name("scripted-chat").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a provider's {@code base_url} has to point; without a trailing slash. */
    public String baseUrl() {
        return origin() + "/v1";
    }

    public String origin() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Answers the next request that has no answer yet with this. */
    public synchronized ScriptedChatServer reply(ChatReply reply) {
        replies.add(reply);
        return this;
    }

    /** Answers every request for which no {@link #reply} is left. The function runs on the connection's thread. */
    public synchronized ScriptedChatServer always(Function<ChatRequest, ChatReply> answer) {
        always = answer;
        return this;
    }

    /** What was asked so far. */
    public synchronized List<ChatRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits for the n-th request, counted from 1. Fails after ten seconds. */
    public synchronized ChatRequest awaitRequest(int n) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (requests.size() < n) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("request " + n + " never came; so far: " + requests);
            }
            wait(left);
        }
        return requests.get(n - 1);
    }

    /** How many connections are open. */
    public int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        closing.countDown();
        closeQuietly(listener);
        sockets.forEach(ScriptedChatServer::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread.ofVirtual().name("scripted-chat-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    /** Reads on while an answer is being sent, so that a client that goes away is noticed at once. */
    private void serve(Socket socket) {
        Exchange exchange = null;
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (ChatRequest request = read(in); request != null; request = read(in)) {
                exchange = new Exchange(request, next(request), socket);
                exchange.start();
            }
        } catch (IOException e) {
            // The client is gone, or this server is.
        } finally {
            sockets.remove(socket);
            if (exchange != null) {
                exchange.clientGone();
            }
        }
    }

    private @Nullable ChatRequest read(InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        String[] words = requestLine.split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        String body = new String(body(in, headers), StandardCharsets.UTF_8);
        synchronized (this) {
            ChatRequest request = new ChatRequest(
                    requests.size() + 1, words[0], words[1], Map.copyOf(headers), body, new CompletableFuture<>());
            requests.add(request);
            notifyAll();
            return request;
        }
    }

    private ChatReply next(ChatRequest request) {
        Function<ChatRequest, ChatReply> answer;
        synchronized (this) {
            ChatReply reply = replies.poll();
            if (reply != null) {
                return reply;
            }
            answer = always;
        }
        return answer != null
                ? answer.apply(request)
                : ChatReply.status(
                        500, "{\"error\":{\"message\":\"nothing is scripted for request " + request.n() + "\"}}");
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            if (size == null) {
                throw new EOFException();
            }
            int length = Integer.parseInt(size.strip(), 16);
            body.write(in.readNBytes(length));
            line(in);
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed as far as it can be.
        }
    }

    /** One request and the sending of its answer, on a thread of its own. */
    private final class Exchange {
        private final ChatRequest request;
        private final ChatReply reply;
        private final Socket socket;
        private final Thread sender;

        Exchange(ChatRequest request, ChatReply reply, Socket socket) {
            this.request = request;
            this.reply = reply;
            this.socket = socket;
            this.sender = Thread.ofVirtual().name("scripted-chat-reply").unstarted(this::send);
        }

        void start() {
            sender.start();
        }

        void clientGone() {
            request.ended().complete(true);
            sender.interrupt();
        }

        private void send() {
            try {
                OutputStream out = socket.getOutputStream();
                if (reply.status > 0) {
                    out.write(head().getBytes(StandardCharsets.UTF_8));
                }
                for (ChatReply.Piece piece : reply.script()) {
                    if (!send(piece, out)) {
                        return;
                    }
                }
                request.ended().complete(false);
                out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                request.ended().complete(true);
            } catch (InterruptedException e) {
                // The client is gone; this thread ends.
            }
        }

        private String head() {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status + " Scripted\r\n");
            reply.headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            return head.append("Transfer-Encoding: chunked\r\n\r\n").toString();
        }

        private boolean send(ChatReply.Piece piece, OutputStream out) throws IOException, InterruptedException {
            switch (piece) {
                case ChatReply.Piece.Raw raw -> chunk(out, raw.bytes());
                case ChatReply.Piece.Hold hold -> hold.latch().await();
                case ChatReply.Piece.Flood(long bytes) -> {
                    for (long sent = 0; sent < bytes; sent += FLOOD.length()) {
                        send(ChatReply.chat().say(FLOOD).pieces.getFirst(), out);
                    }
                }
                case ChatReply.Piece.Cut() -> {
                    request.ended().complete(false);
                    socket.close();
                    return false;
                }
                case ChatReply.Piece.Hang() -> {
                    closing.await();
                    return false;
                }
            }
            return true;
        }

        private void chunk(OutputStream out, byte[] bytes) throws IOException {
            if (bytes.length > 0) {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
                chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
                chunk.writeBytes(bytes);
                chunk.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
                out.write(chunk.toByteArray());
            }
        }
    }
}
