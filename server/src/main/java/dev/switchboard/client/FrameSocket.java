package dev.switchboard.client;

import dev.switchboard.wire.runs.ErrorDocument;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to a server. One thread reads, any thread may send and close. The server is read a few messages ahead at most; a text of more
 * than 64 Mi characters ends the connection.
 */
public final class FrameSocket implements AutoCloseable {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration SENDING = Duration.ofSeconds(30);
    private static final int AHEAD = 16;
    private static final int CHARS_MAX = 64 * 1024 * 1024;
    private static final int TOO_BIG = 1009;
    private static final int LOST = 1006;

    private final HttpClient http;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private FrameSocket(HttpClient http, URI uri, ServerAddress server, String agent) {
        this.http = http;
        WebSocket.Builder builder =
                http.newWebSocketBuilder().connectTimeout(HANDSHAKE).header("User-Agent", agent);
        if (!server.token().isEmpty()) {
            builder.header("Authorization", "Bearer " + server.token());
        }
        this.socket = builder.buildAsync(uri, new Ears()).join();
    }

    /** What the reader is handed. */
    public sealed interface Arrival {}

    /** A whole text message. */
    public record Message(String text) implements Arrival {}

    /** A whole binary message; what it holds is not kept. */
    public record Binary(int bytes) implements Arrival {}

    /**
     * The last thing that comes.
     *
     * @param code of the close frame; 1006 when there was none
     */
    public record Closed(int code, String reason) implements Arrival {}

    /**
     * Connects.
     *
     * @param path with its query, beginning with a slash
     * @throws ClientException when nobody answers there or the handshake is refused
     */
    static FrameSocket open(ServerAddress server, Proxies proxies, String agent, String path) {
        URI base = server.base();
        String scheme = "https".equalsIgnoreCase(base.getScheme()) ? "wss" : "ws";
        URI uri = URI.create(scheme + base.toString().substring(base.getScheme().length()) + path);
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(HANDSHAKE)
                .proxy(selector(proxies.choose(server)))
                .build();
        try {
            return new FrameSocket(http, uri, server, agent);
        } catch (CompletionException e) {
            http.shutdownNow();
            throw failed(base, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException | Error e) {
            http.shutdownNow();
            throw e;
        }
    }

    /**
     * Sends a text message.
     *
     * @throws IOException when the connection is gone
     */
    public synchronized void send(String text) throws IOException {
        try {
            socket.sendText(text, true)
                    .orTimeout(SENDING.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(reason(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    /** What comes next; absent when nothing came in that time. After {@link Closed} nothing comes. */
    public @Nullable Arrival next(Duration patience) throws InterruptedException {
        Arrival next = arrivals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null && !(next instanceof Closed)) {
            socket.request(1);
        }
        return next;
    }

    /** Says farewell and does not wait for an answer. */
    @Override
    public void close() {
        try {
            if (!socket.isOutputClosed()) {
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                        .orTimeout(1, TimeUnit.SECONDS)
                        .join();
            }
        } catch (CompletionException e) {
            // It is gone already, which is what was wanted.
        } finally {
            socket.abort();
            http.shutdownNow();
        }
    }

    private static ProxySelector selector(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? ProxySelector.of(address)
                : HttpClient.Builder.NO_PROXY;
    }

    private static ClientException failed(URI server, Throwable cause) {
        return switch (cause) {
            case WebSocketHandshakeException refused
            when refused.getResponse().statusCode() >= 400 -> new ClientException(refused(refused), refused);
            case WebSocketHandshakeException other ->
                new ClientException(
                        new ClientProblem.NotSwitchboard(
                                server, "HTTP " + other.getResponse().statusCode()),
                        other);
            case HttpConnectTimeoutException late ->
                new ClientException(new ClientProblem.Unreachable(server, reason(late)), late);
            case HttpTimeoutException late -> new ClientException(new ClientProblem.NoAnswer(server, HANDSHAKE), late);
            default -> new ClientException(new ClientProblem.Unreachable(server, reason(cause)), cause);
        };
    }

    private static ClientProblem refused(WebSocketHandshakeException e) {
        int status = e.getResponse().statusCode();
        long seconds = e.getResponse().headers().firstValueAsLong("Retry-After").orElse(-1);
        return new ClientProblem.Refused(
                status,
                new ErrorDocument("http_" + status, "HTTP " + status, "", List.of()),
                seconds < 0 ? null : Duration.ofSeconds(seconds));
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    /** Hears the server, on a thread of the connection. */
    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private int bytes;

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(AHEAD);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (text.length() + data.length() > CHARS_MAX) {
                arrivals.add(new Closed(TOO_BIG, "a message of more than " + CHARS_MAX + " characters"));
                from.abort();
                return null;
            }
            text.append(data);
            if (last) {
                arrivals.add(new Message(text.toString()));
                text.setLength(0);
                text.trimToSize();
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
                arrivals.add(new Binary(bytes));
                bytes = 0;
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            arrivals.add(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            arrivals.add(new Closed(LOST, reason(error)));
        }
    }
}
