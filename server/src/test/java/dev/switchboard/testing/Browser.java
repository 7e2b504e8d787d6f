package dev.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.wire.bridge.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A page's side of the bridge's socket. */
public final class Browser implements WebSocket.Listener, AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private Browser(HttpClient client, URI uri) {
        socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    public static Browser connect(HttpClient client, int port, String path) {
        return new Browser(client, URI.create("ws://127.0.0.1:" + port + path));
    }

    /** Sends a frame; quotes are written as apostrophes. */
    public Browser say(String frame) {
        return sayRaw(frame.replace('\'', '"'));
    }

    public Browser sayRaw(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** The next frame as it came. */
    public String nextText() throws InterruptedException {
        String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(text).isNotNull();
        return text;
    }

    public JsonNode next() throws InterruptedException {
        return Json.read(nextText());
    }

    /** Fails unless the next frame is exactly this; quotes are written as apostrophes. */
    public Browser hears(String frame) throws InterruptedException {
        assertThat(next()).isEqualTo(Json.read(frame.replace('\'', '"')));
        return this;
    }

    /** Fails unless nothing came before the answer to a ping. */
    public Browser hearsNothing() throws InterruptedException {
        return say("{'type':'ping'}").hears("{'type':'pong'}");
    }

    /** Subscribes at the server's own choice and takes in the answer. */
    public Browser subscribed(String sessionKey) throws InterruptedException {
        return say("{'type':'subscribe','sessionKey':'" + sessionKey + "'}")
                .hears("{'type':'subscribed','sessionKey':'" + sessionKey + "'}");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        heard.add("{\"closed\":" + code + ",\"reason\":\"" + reason + "\"}");
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.add("{\"closed\":1006}");
    }

    @Override
    public void close() {
        if (socket.isOutputClosed()) {
            socket.abort();
        } else {
            var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((_, _) -> {});
        }
    }
}
