package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.client;
import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What somebody may do who was let in. */
class AuthorisationTest {
    private static final List<String> READ = List.of(
            "health",
            "status",
            "system-presence",
            "models.list",
            "agents.list",
            "agent.identity.get",
            "sessions.list",
            "sessions.preview",
            "sessions.resolve",
            "chat.history");
    private static final List<String> WRITE = List.of("chat.send", "chat.abort", "agent", "agent.wait", "wake");
    private static final List<String> ADMIN =
            List.of("sessions.patch", "sessions.reset", "sessions.delete", "chat.inject", "config.get", "cron.add");
    private static final List<String> PAIRING = List.of("device.pair.list", "device.pair.approve");
    private static final List<String> NODE = List.of("node.event", "node.invoke.result", "skills.bins");

    @TempDir
    private Path directory;

    private GatewayServer server;

    @BeforeEach
    void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Peer peer(String role, String scopes) {
        Peer peer = server.connect();
        peer.hello(client(4).put("role", role).set("scopes", json(scopes)));
        return peer;
    }

    /** Wrong parameters: whoever may call hears of them, everybody else of that. */
    private static String refusal(Peer peer, String method) {
        JsonNode answer = peer.call(method, "{'surprise':1}");
        return answer.path("error").path("message").asString("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['operator.read'] | true | false | false | false",
                "['operator.write'] | true | true | false | false",
                "['operator.admin'] | true | true | true | true",
                "['operator.pairing'] | false | false | true | false",
                "['operator.approvals'] | false | false | false | false",
                "[] | false | false | false | false",
                "['operator.root'] | false | false | false | false"
            })
    void scopesSayWhatAnOperatorMayCall(String scopes, boolean read, boolean write, boolean pairing, boolean admin) {
        try (Peer peer = peer("operator", scopes)) {
            READ.forEach(method -> check(peer, method, read, "operator.read"));
            WRITE.forEach(method -> check(peer, method, write, "operator.write"));
            PAIRING.forEach(method -> check(peer, method, pairing, "operator.pairing"));
            ADMIN.forEach(method -> check(peer, method, admin, "operator.admin"));
            NODE.forEach(method -> assertThat(refusal(peer, method)).isEqualTo("unauthorized role: operator"));
        }
    }

    private static void check(Peer peer, String method, boolean may, String scope) {
        if (may) {
            assertThat(refusal(peer, method))
                    .as(method)
                    .matches("invalid " + method + " params: .*|unknown method: " + method);
        } else {
            assertThat(refusal(peer, method)).as(method).isEqualTo("missing scope: " + scope);
        }
    }

    @Test
    void whoDoesNotSayWhatItWantsMayDoEverything() {
        try (Peer peer = server.connect()) {
            JsonNode hello = peer.hello(client(3));
            assertThat(hello.has("auth")).isFalse();
            assertThat(peer.ok("sessions.patch", "{'key':'a'}").path("ok").asBoolean(false))
                    .isTrue();
        }
    }

    @Test
    void aNodeMayCallItsThreeMethods() {
        try (Peer peer = peer("node", "['operator.admin']")) {
            for (List<String> methods : List.of(READ, WRITE, ADMIN, PAIRING, List.of("no.such.method"))) {
                methods.forEach(method -> assertThat(refusal(peer, method)).isEqualTo("unauthorized role: node"));
            }
            assertThat(peer.ok("skills.bins", "{}").path("bins").isArray()).isTrue();
            assertThat(peer.ok("node.event", "{'event':'anything'}")).isEqualTo(json("{'ok':true}"));
            assertThat(refusal(peer, "node.invoke.result")).isEqualTo("unknown invoke id");
        }
    }

    @Test
    void methodsThatAreNotThereAreSaidToBeUnknown() {
        try (Peer peer = server.operator()) {
            JsonNode error = peer.error("talk.mode", "{}");
            assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
            assertThat(error.path("message").asString("")).isEqualTo("unknown method: talk.mode");
        }
    }

    @Test
    void connectIsSaidOnce() {
        try (Peer peer = server.operator()) {
            JsonNode error = peer.greet(client(4)).path("error");
            assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
            assertThat(error.path("message").asString("")).isEqualTo("connect is only valid as the first request");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'req','id':'z9','method':'health','extra':1} | z9",
                "{'type':'req','id':'z9'} | z9",
                "{'type':'req','method':'health'} | invalid",
                "{} | invalid",
                "[1] | invalid",
                "{'type':'event','event':'x'} | invalid",
                "{'type':'res','id':'z8','ok':true} | z8"
            })
    void aMalformedFrameIsAnsweredAndTheSocketStaysOpen(String frame, String id) {
        try (Peer peer = server.operator()) {
            peer.sayRaw(frame.replace('\'', '"'));
            JsonNode error = peer.answer(id).path("error");
            assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
            assertThat(error.path("message").asString("")).startsWith("invalid request frame: ");
            peer.ok("health", "{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "{", ""})
    void whatIsNotJsonIsPassedOver(String text) {
        try (Peer peer = server.operator()) {
            peer.sayRaw(text);
            String id = peer.ask("health", null);
            assertThat(peer.answer(id).path("ok").asBoolean(false)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"3,524288", "4,26214400"})
    void aFrameBeyondTheLimitEndsTheSocket(int protocol, int limit) {
        try (Peer peer = server.operator(protocol)) {
            peer.sayRaw("x".repeat(limit));
            peer.ok("health", "{}");
            peer.sayRaw("x".repeat(limit + 1));
            assertThat(peer.awaitClose()).startsWith("1009");
        }
    }
}
