package dev.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.ScriptedGateway.Flavor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The scripted gateway as a client that knows nothing of it sees it. */
class ScriptedGatewayTest {
    private static final String CONNECT = """
            {"type":"req","id":"1","method":"connect","params":{"minProtocol":3,"maxProtocol":4,
             "client":{"id":"gateway-client","version":"1","platform":"linux","mode":"backend"},
             "role":"operator","scopes":["operator.read","operator.write"],"caps":["tool-events"],"auth":{"token":"T"}}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    @Test
    void aTurnOfTheSecondGenerationHasTwoFamiliesWithOneCounter() throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(Flavor.G2).token("T")) {
            gateway.turns(
                    turn -> turn.begin().say("Two ", "files.").tool("c1", "ls").end());
            WebSocket socket = connected(gateway);
            socket.sendText("""
                    {"type":"req","id":"2","method":"chat.send","params":{"sessionKey":"Bot_7","message":"hi","idempotencyKey":"r1"}}
                    """, true);

            assertThat(next().path("payload").path("status").asString()).isEqualTo("started");
            JsonNode start = next();
            assertThat(start.path("seq").asLong()).isEqualTo(41);
            assertThat(start.path("payload").path("sessionKey").asString()).isEqualTo("agent:main:bot_7");
            assertThat(next().path("payload").path("data").path("delta").asString())
                    .isEqualTo("Two ");
            JsonNode delta = next().path("payload");
            assertThat(delta.path("state").asString()).isEqualTo("delta");
            assertThat(delta.path("seq").asInt()).isEqualTo(2);
            assertThat(next().path("payload").path("seq").asInt()).isEqualTo(3);
            assertThat(next().path("payload").path("seq").asInt()).isEqualTo(3);
            assertThat(next().has("seq")).isFalse();
            assertThat(next().path("payload").path("stream").asString()).isEqualTo("tool");
            assertThat(next().path("payload").path("data").path("phase").asString())
                    .isEqualTo("end");
            assertThat(next().toString()).contains("final", "Two files.");
        }
    }

    @Test
    void aWrongTokenIsRefusedAndTheConnectionClosed() throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(Flavor.G1).token("other")) {
            open(gateway).sendText(CONNECT, true);

            assertThat(next().path("event").asString()).isEqualTo("connect.challenge");
            assertThat(next().path("error").path("message").asString()).contains("gateway token mismatch");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("closed 1008");
        }
    }

    @Test
    void aRestartIsAnnouncedAndClosesWith1012() throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(Flavor.G9)) {
            connected(gateway);

            gateway.restart(null);

            assertThat(next().path("payload").path("restartExpectedMs").isNull())
                    .isTrue();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("closed 1012");
            gateway.awaitEmpty();
        }
    }

    private WebSocket connected(ScriptedGateway gateway) throws Exception {
        WebSocket socket = open(gateway);
        assertThat(next().path("event").asString()).isEqualTo("connect.challenge");
        socket.sendText(CONNECT, true);
        assertThat(next().path("event").asString()).isEqualTo("presence");
        assertThat(next().path("payload").path("type").asString()).isEqualTo("hello-ok");
        assertThat(next().path("event").asString()).isEqualTo("health");
        return socket;
    }

    private WebSocket open(ScriptedGateway gateway) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(URI.create(gateway.url()), new Ear())
                .get(10, TimeUnit.SECONDS);
    }

    private JsonNode next() throws InterruptedException {
        String text = heard.poll(10, TimeUnit.SECONDS);
        assertThat(text).isNotNull();
        return ScriptedGateway.JSON.readTree(text);
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                heard.add(begun.toString());
                begun.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code + " " + reason);
            return null;
        }
    }
}
