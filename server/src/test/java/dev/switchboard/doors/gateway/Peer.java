package dev.switchboard.doors.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.wire.gateway.GatewayJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client's side of the gateway's socket. */
final class Peer implements WebSocket.Listener, AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    /** Every event that was heard, in order. */
    final List<JsonNode> events = new ArrayList<>();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<JsonNode> answers = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean reads = true;
    private WebSocket socket;
    private int seen;

    private Peer() {}

    static Peer connect(HttpClient client, int port, Map<String, String> headers) {
        Peer peer = new Peer();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        headers.forEach(builder::header);
        peer.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), peer)
                .join();
        return peer;
    }

    /** JSON in which quotes are written as apostrophes. */
    static JsonNode json(String text) {
        return GatewayJson.read(text.replace('\'', '"'));
    }

    /** The least that a client says to be let in. */
    static ObjectNode client(int protocol) {
        return (ObjectNode) json("{'minProtocol':" + protocol + ",'maxProtocol':" + protocol
                + ",'client':{'id':'gateway-client','version':'1','platform':'linux','mode':'backend'}}");
    }

    Peer sayRaw(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends a request and returns its id. */
    String ask(String method, @Nullable JsonNode params) {
        String id = "q" + ids.incrementAndGet();
        ObjectNode request =
                GatewayJson.object().put("type", "req").put("id", id).put("method", method);
        if (params != null) {
            request.set("params", params);
        }
        sayRaw(request.toString());
        return id;
    }

    /** Sends a request with parameters in which quotes are written as apostrophes, and returns its first answer. */
    JsonNode call(String method, String params) {
        return answer(ask(method, json(params)));
    }

    /** The payload of an answer that must be a success. */
    JsonNode ok(String method, String params) {
        JsonNode answer = call(method, params);
        assertThat(answer.path("ok").asBoolean(false)).as(answer.toString()).isTrue();
        return answer.path("payload");
    }

    /** The error of an answer that must be a refusal. */
    JsonNode error(String method, String params) {
        JsonNode answer = call(method, params);
        assertThat(answer.path("ok").asBoolean(true)).as(answer.toString()).isFalse();
        return answer.path("error");
    }

    /** Says connect and returns the answer. */
    JsonNode greet(ObjectNode params) {
        return answer(ask("connect", params));
    }

    /** Says connect, fails unless it is let in, and returns what it is told. */
    JsonNode hello(ObjectNode params) {
        JsonNode answer = greet(params);
        assertThat(answer.path("payload").path("type").asString(""))
                .as(answer.toString())
                .isEqualTo("hello-ok");
        return answer.path("payload");
    }

    /** The next answer to this request. */
    JsonNode answer(String id) {
        while (true) {
            for (JsonNode each : answers) {
                if (each.path("id").asString("").equals(id)) {
                    answers.remove(each);
                    return each;
                }
            }
            hear();
        }
    }

    /** The next event of this kind after the last one that was returned. */
    JsonNode event(Predicate<JsonNode> wanted) {
        while (true) {
            while (seen < events.size()) {
                JsonNode each = events.get(seen++);
                if (wanted.test(each)) {
                    return each;
                }
            }
            hear();
        }
    }

    JsonNode event(String name) {
        return event(each -> each.path("event").asString("").equals(name));
    }

    /** The next event of the family {@code chat} with this state. */
    JsonNode chat(String state) {
        return event(each -> each.path("event").asString("").equals("chat")
                && each.path("payload").path("state").asString("").equals(state));
    }

    /** The next event of the family {@code agent} with this stream and phase. */
    JsonNode agent(String stream, String phase) {
        return event(each -> each.path("event").asString("").equals("agent")
                && each.path("payload").path("stream").asString("").equals(stream)
                && each.path("payload").path("data").path("phase").asString("").equals(phase));
    }

    /** The nonce of the challenge. */
    String nonce() {
        return event("connect.challenge").path("payload").path("nonce").asString("");
    }

    /** Waits for the server's goodbye: {@code code reason}. */
    String awaitClose() {
        try {
            while (true) {
                String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(text).as("the goodbye").isNotNull();
                if (text.startsWith("closed ")) {
                    return text.substring("closed ".length());
                }
                take(text);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops taking what comes. */
    void stopReading() {
        reads = false;
    }

    void goOnReading() {
        reads = true;
        socket.request(1);
    }

    private void hear() {
        try {
            String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(text).as("the next frame").isNotNull();
            assertThat(text).doesNotStartWith("closed ");
            take(text);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void take(String text) {
        JsonNode frame = GatewayJson.read(text);
        if (frame.path("type").asString("").equals("event")) {
            events.add(frame);
        } else {
            answers.add(frame);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(partial.toString());
            partial.setLength(0);
        }
        if (reads) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        heard.add("closed " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        heard.add("closed 1006 ");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
