package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.client;
import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SettableTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client is told when it is let in, and what it is told of the gateway later. */
class HelloTest {
    @TempDir
    private Path directory;

    private final SettableTime time = new SettableTime();
    private GatewayServer server;

    @AfterEach
    void close() {
        server.close();
    }

    private void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup().time(time));
    }

    @Test
    void protocol3IsToldItsLimits() {
        start();
        try (Peer peer = server.connect()) {
            JsonNode hello = peer.hello(client(3));
            assertThat(hello.path("policy"))
                    .isEqualTo(json("{'maxPayload':524288,'maxBufferedBytes':1572864,'tickIntervalMs':30000}"));
            assertThat(hello.has("auth")).isFalse();
        }
    }

    @Test
    void protocol4IsToldItsLimitsAndWhatItMayDo() {
        start();
        try (Peer peer = server.connect()) {
            JsonNode hello = peer.hello(client(4).set("scopes", json("['operator.read','operator.root']")));
            assertThat(hello.path("policy"))
                    .isEqualTo(
                            json(
                                    "{'maxPayload':26214400,'maxBufferedBytes':52428800,'tickIntervalMs':30000,'attachments':{'maxBytes':5000000,'maxImageBytes':5000000}}"));
            assertThat(hello.path("auth"))
                    .isEqualTo(json("{'method':'none','role':'operator','scopes':['operator.read']}"));
        }
    }

    @Test
    void aClientIsToldWhatThereIs() {
        start();
        try (Peer peer = server.connect()) {
            JsonNode hello = peer.hello(client(4));
            assertThat(hello.path("server").path("version").asString("")).isEqualTo("1.0");
            assertThat(hello.path("server").path("connId").asString("")).isNotEmpty();
            assertThat(hello.path("features").path("methods").valueStream().map(JsonNode::stringValue))
                    .contains("health", "chat.send", "chat.abort", "sessions.patch", "agent", "node.event")
                    .doesNotContain("talk.mode", "config.get", "sessions.compact");
            assertThat(hello.path("features").path("events").valueStream().map(JsonNode::stringValue))
                    .contains("chat", "agent", "tick", "shutdown", "health", "presence");
            JsonNode snapshot = hello.path("snapshot");
            assertThat(snapshot.path("sessionDefaults"))
                    .isEqualTo(
                            json(
                                    "{'defaultAgentId':'main','mainKey':'main','mainSessionKey':'agent:main:main','scope':'per-sender'}"));
            assertThat(snapshot.path("health").path("ok").asBoolean(false)).isTrue();
            assertThat(snapshot.path("stateVersion").path("presence").asLong(0)).isPositive();
            assertThat(snapshot.path("uptimeMs").isNumber()).isTrue();
            assertThat(snapshot.path("presence")
                            .valueStream()
                            .map(row -> row.path("mode").asString("")))
                    .containsExactly("gateway", "backend");
        }
    }

    @Test
    void healthFollowsAtOnceWithTheFirstNumber() {
        start();
        try (Peer peer = server.connect()) {
            peer.hello(client(3));
            JsonNode health = peer.event("health");
            assertThat(health.path("seq").asLong(0)).isEqualTo(1);
            assertThat(health.has("stateVersion")).isTrue();
            JsonNode payload = health.path("payload");
            for (String name : new String[] {
                "ok",
                "ts",
                "durationMs",
                "channels",
                "channelOrder",
                "channelLabels",
                "heartbeatSeconds",
                "defaultAgentId",
                "agents",
                "sessions"
            }) {
                assertThat(payload.has(name)).as(name).isTrue();
            }
        }
    }

    @Test
    void aNodeHearsOfItsTriggers() {
        start();
        try (Peer peer = server.connect()) {
            peer.hello(client(3).put("role", "node"));
            assertThat(peer.event("voicewake.changed").path("payload")).isEqualTo(json("{'triggers':[]}"));
        }
    }

    @Test
    void timeIsToldEvery30Seconds() {
        start();
        try (Peer peer = server.connect()) {
            peer.hello(client(4));
            peer.event("health");
            time.advance(Duration.ofSeconds(30));
            JsonNode tick = peer.event("tick");
            assertThat(tick.path("payload").path("ts").asLong(0))
                    .isEqualTo(time.now().toEpochMilli());
            assertThat(tick.path("seq").asLong(0)).isGreaterThan(1);
            time.awaitScheduled();
            time.advance(Duration.ofSeconds(30));
            assertThat(peer.event("tick").path("payload").path("ts").asLong(0))
                    .isEqualTo(time.now().toEpochMilli());
        }
    }

    @Test
    void whoComesAndGoesIsToldWithinASecond() {
        start();
        try (Peer first = server.operator()) {
            ObjectNode other = client(4);
            ((ObjectNode) other.get("client")).put("displayName", "other").put("instanceId", "i-1");
            try (Peer second = server.connect()) {
                second.hello(other);
                time.advance(Duration.ofSeconds(1));
                JsonNode presence = first.event("presence");
                assertThat(presence.path("stateVersion").path("presence").asLong(0))
                        .isPositive();
                JsonNode row = presence.path("payload").path("presence").get(2);
                assertThat(presence.path("payload").path("presence").size()).isEqualTo(3);
                assertThat(row.isObject()).isTrue();
            }
            for (int i = 0; first.ok("system-presence", "{}").size() > 2; i++) {
                assertThat(i).as("calls until the other one was missed").isLessThan(10_000);
            }
            time.advance(Duration.ofSeconds(1));
            assertThat(first.event("presence").path("payload").path("presence").size())
                    .isEqualTo(2);
        }
    }

    @Test
    void everybodyIsToldBeforeTheServerGoesDown() throws Exception {
        server = new GatewayServer(directory, new GatewayServer.Setup());
        try (Peer peer = server.operator();
                Peer stranger = server.connect()) {
            peer.event("health");
            stranger.nonce();
            server.web.drain(Duration.ofSeconds(10));
            assertThat(peer.awaitClose()).isEqualTo("1012 service restart");
            JsonNode shutdown = peer.events.getLast();
            assertThat(shutdown.path("event").asString("")).isEqualTo("shutdown");
            assertThat(shutdown.path("payload")).isEqualTo(json("{'reason':'service restart'}"));
            assertThat(stranger.awaitClose()).isEqualTo("1012 service restart");
        }
    }
}
