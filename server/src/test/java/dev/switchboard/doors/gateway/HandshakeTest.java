package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.client;
import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.SettableTime;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who comes in: each row of the tables of the protocol's first words. */
class HandshakeTest {
    private static final String TOKEN = "the-shared-token";

    @TempDir
    private Path directory;

    private final Keys keys = new Keys();
    private GatewayServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private GatewayServer start(GatewayServer.Setup setup) {
        server = new GatewayServer(directory, setup);
        return server;
    }

    private GatewayServer guarded() {
        return start(new GatewayServer.Setup().token(TOKEN));
    }

    private static ObjectNode with(ObjectNode params, String auth) {
        return params.set("auth", json(auth));
    }

    @Test
    void theServerChallengesAtOnce() {
        try (Peer peer = guarded().connect()) {
            JsonNode challenge = peer.event("connect.challenge");
            assertThat(challenge.has("seq")).isFalse();
            assertThat(challenge.path("payload").path("nonce").asString("")).matches("[0-9a-f-]{36}");
            assertThat(challenge.path("payload").path("ts").asLong(0)).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | 1000",
                "{ | 1000",
                "[] | 1008 invalid request frame",
                "null | 1008 invalid request frame",
                "{'type':'event','event':'x'} | 1008 invalid request frame",
                "{'type':'req','id':'','method':'connect'} | 1008 invalid request frame",
                "{'type':'req','id':'1','method':'connect','extra':1} | 1008 invalid request frame"
            })
    void whatIsNoRequestEndsTheConversation(String first, String close) {
        try (Peer peer = guarded().connect()) {
            peer.sayRaw(first.replace('\'', '"'));
            assertThat(peer.awaitClose().strip()).isEqualTo(close);
        }
    }

    @Test
    void theFirstRequestMustBeConnect() {
        try (Peer peer = guarded().connect()) {
            JsonNode answer = peer.call("health", "{}");
            refused(peer, answer, "INVALID_REQUEST", "invalid handshake: first request must be connect", 1008);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "client.id | 'somebody'",
                "client.mode | 'operator'",
                "client.version | ''",
                "minProtocol | 0",
                "surprise | 1",
                "role | null",
                "auth | {'secret':'x'}"
            })
    void parametersHaveTheirForm(String path, String value) {
        try (Peer peer = guarded().connect()) {
            ObjectNode params = client(4);
            if (path.startsWith("client.")) {
                ((ObjectNode) params.get("client")).set(path.substring(7), json(value));
            } else {
                params.set(path, json(value));
            }
            JsonNode error = peer.greet(params).path("error");
            assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
            assertThat(error.path("message").asString("")).startsWith("invalid connect params: at ");
            assertThat(peer.awaitClose()).startsWith("1008 invalid connect params: ");
        }
    }

    @Test
    void aLongRefusalIsCutToWhatAGoodbyeHolds() {
        try (Peer peer = guarded().connect()) {
            ObjectNode params = client(4);
            for (int i = 0; i < 10; i++) {
                params.put("unknownParameterWithALongName" + i, 1);
            }
            assertThat(peer.greet(params).path("error").path("message").asString(""))
                    .hasSizeGreaterThan(123);
            assertThat(peer.awaitClose()).hasSize("1008 ".length() + 123);
        }
    }

    @Test
    void aStrangerMayNotSendMuch() {
        try (Peer peer = guarded().connect()) {
            peer.sayRaw("x".repeat(64 * 1024 + 1));
            assertThat(peer.awaitClose()).startsWith("1009");
        }
    }

    @Test
    void whoSaysNothingIsSentAwayAfterTenSeconds() {
        SettableTime time = new SettableTime();
        start(new GatewayServer.Setup().token(TOKEN).time(time));
        try (Peer peer = server.connect()) {
            peer.nonce();
            time.advance(Duration.ofSeconds(9));
            JsonNode refusal = peer.answer(peer.ask("health", null));
            assertThat(refusal.path("ok").asBoolean(true)).isFalse();
        }
        try (Peer peer = server.connect()) {
            peer.nonce();
            time.advance(Duration.ofSeconds(10));
            assertThat(peer.awaitClose().strip()).isEqualTo("1000");
        }
    }

    @Test
    void whoWasLetInMayBeSilent() {
        SettableTime time = new SettableTime();
        start(new GatewayServer.Setup().token(TOKEN).time(time));
        try (Peer peer = server.connect()) {
            peer.hello(with(client(4), "{'token':'" + TOKEN + "'}"));
            time.advance(Duration.ofSeconds(20));
            assertThat(peer.call("health", "{}").path("ok").asBoolean(false)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"3,3,3", "4,4,4", "3,4,4", "1,3,3", "1,9,4", "4,7,4"})
    void theHighestCommonVersionIsSpoken(int least, int most, int spoken) {
        try (Peer peer = start(new GatewayServer.Setup()).connect()) {
            ObjectNode params = client(3).put("minProtocol", least).put("maxProtocol", most);
            assertThat(peer.hello(params).path("protocol").asInt(0)).isEqualTo(spoken);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2", "5,9", "4,3"})
    void otherVersionsAreRefused(int least, int most) {
        try (Peer peer = guarded().connect()) {
            ObjectNode params = client(3).put("minProtocol", least).put("maxProtocol", most);
            JsonNode answer = peer.greet(params);
            JsonNode details = answer.path("error").path("details");
            assertThat(details.path("expectedProtocol").asInt(0)).isEqualTo(4);
            assertThat(details.path("code").asString("")).isEqualTo("PROTOCOL_MISMATCH");
            assertThat(details.path("clientMinProtocol").asInt(0)).isEqualTo(least);
            assertThat(details.path("clientMaxProtocol").asInt(0)).isEqualTo(most);
            assertThat(details.path("minimumProbeProtocol").asInt(0)).isEqualTo(3);
            refused(peer, answer, "INVALID_REQUEST", "protocol mismatch", 1002);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | operator | {} | NOT_PAIRED | device identity required | ",
                "3 | operator | {'token':''} | NOT_PAIRED | device identity required | ",
                "3 | operator | {'password':'p'} | NOT_PAIRED | device identity required | ",
                "3 | chef | {'token':'the-shared-token'} | INVALID_REQUEST | invalid role | ",
                "3 | operator | {'token':'x'} | INVALID_REQUEST | unauthorized: gateway token mismatch (provide gateway auth token) | ",
                "3 | node | {'token':'x'} | INVALID_REQUEST | unauthorized: gateway token mismatch (provide gateway auth token) | ",
                "4 | operator | {} | NOT_PAIRED | device identity required | DEVICE_IDENTITY_REQUIRED",
                "4 | chef | {'token':'the-shared-token'} | INVALID_REQUEST | invalid role | ",
                "4 | node | {'token':'the-shared-token'} | NOT_PAIRED | device identity required | DEVICE_IDENTITY_REQUIRED",
                "4 | operator | {'token':'x'} | INVALID_REQUEST | unauthorized: gateway token mismatch (provide gateway auth token) | AUTH_TOKEN_MISMATCH"
            })
    void whoShowsNoDeviceNeedsTheToken(
            int protocol, String role, String auth, String code, String message, String detail) {
        try (Peer peer = guarded().connect()) {
            JsonNode answer = peer.greet(with(client(protocol).put("role", role), auth));
            assertThat(answer.path("error").path("details").path("code").asString(null))
                    .isEqualTo(detail);
            refused(peer, answer, code, message, 1008);
        }
    }

    @Test
    void aWrongTokenIsToldWhatToDoNext() {
        try (Peer peer = guarded().connect()) {
            JsonNode details =
                    peer.greet(with(client(4), "{'token':'x'}")).path("error").path("details");
            assertThat(details)
                    .isEqualTo(
                            json(
                                    "{'code':'AUTH_TOKEN_MISMATCH','authReason':'token_mismatch','canRetryWithDeviceToken':false,'recommendedNextStep':'update_auth_credentials'}"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void whoKnowsTheTokenComesInWithoutADevice(int protocol) {
        try (Peer peer = guarded().connect()) {
            peer.hello(with(client(protocol), "{'token':'" + TOKEN + "'}"));
        }
    }

    @Test
    void theOperatorsTokenOpensThisDoorToo() {
        start(new GatewayServer.Setup().operatorToken("the-operators"));
        try (Peer peer = server.connect()) {
            peer.hello(with(client(4), "{'token':'the-operators'}"));
        }
        try (Peer peer = server.connect()) {
            JsonNode answer = peer.greet(with(client(4), "{'token':'other'}"));
            assertThat(answer.path("ok").asBoolean(true)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'token':'whatever'}", "{'password':'whatever'}"})
    void whereNoTokenIsConfiguredAnyOrNoneWillDo(String auth) {
        start(new GatewayServer.Setup());
        for (int protocol : new int[] {3, 4}) {
            for (String role : new String[] {"operator", "node"}) {
                try (Peer peer = server.connect()) {
                    peer.hello(with(client(protocol).put("role", role), auth));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity | device identity mismatch | DEVICE_AUTH_DEVICE_ID_MISMATCH",
                "key | device identity mismatch | DEVICE_AUTH_DEVICE_ID_MISMATCH",
                "expired | device signature expired | DEVICE_AUTH_SIGNATURE_EXPIRED",
                "early | device signature expired | DEVICE_AUTH_SIGNATURE_EXPIRED",
                "nonce | device nonce mismatch | DEVICE_AUTH_NONCE_MISMATCH",
                "signature | device signature invalid | DEVICE_AUTH_SIGNATURE_INVALID",
                "text | device signature invalid | DEVICE_AUTH_SIGNATURE_INVALID"
            })
    void aDeviceProvesThatItHoldsItsKey(String flaw, String message, String detail) {
        guarded();
        for (int protocol : new int[] {3, 4}) {
            try (Peer peer = server.connect()) {
                ObjectNode params = with(client(protocol), "{'token':'" + TOKEN + "'}");
                JsonNode answer = peer.greet(keys.flawed(params, peer.nonce(), server.time, flaw));
                assertThat(answer.path("error").path("details").path("code").asString(null))
                        .isEqualTo(protocol == 4 ? detail : null);
                refused(peer, answer, "INVALID_REQUEST", message, 1008);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3,v1", "3,v2", "3,v3", "4,v2", "4,v3"})
    void eachFormOfTheProofIsTaken(int protocol, String form) {
        try (Peer peer = guarded().connect()) {
            ObjectNode params = with(client(protocol), "{'token':'" + TOKEN + "'}");
            JsonNode hello = peer.hello(keys.signed(params, peer.nonce(), server.time, form));
            assertThat(hello.path("auth").path("deviceToken").asString("")).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void aProofWithoutANonceIsTakenFromThisMachineInProtocol3Only() {
        guarded();
        try (Peer peer = server.connectFromElsewhere()) {
            ObjectNode params = with(client(3), "{'token':'" + TOKEN + "'}");
            JsonNode answer = peer.greet(keys.signed(params, peer.nonce(), server.time, "v1"));
            refused(peer, answer, "INVALID_REQUEST", "device nonce required", 1008);
        }
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(4), "{'token':'" + TOKEN + "'}");
            JsonNode answer = peer.greet(keys.signed(params, peer.nonce(), server.time, "v1"));
            refused(peer, answer, "INVALID_REQUEST", "device nonce required", 1008);
        }
    }

    @ParameterizedTest
    @CsvSource({"3,", "4,AUTH_TOKEN_MISSING"})
    void aNewDeviceNeedsTheTokenToo(int protocol, String detail) {
        try (Peer peer = guarded().connect()) {
            JsonNode answer = peer.greet(keys.signed(client(protocol), peer.nonce(), server.time, "v2"));
            assertThat(answer.path("error").path("details").path("code").asString(null))
                    .isEqualTo(detail);
            refused(
                    peer,
                    answer,
                    "INVALID_REQUEST",
                    "unauthorized: gateway token missing (provide gateway auth token)",
                    1008);
        }
    }

    @Test
    void aDeviceComesBackWithTheTokenThatItWasGiven() {
        guarded();
        String deviceToken;
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(3), "{'token':'" + TOKEN + "'}");
            JsonNode auth = peer.hello(keys.signed(params, peer.nonce(), server.time, "v2"))
                    .path("auth");
            deviceToken = auth.path("deviceToken").asString("");
            assertThat(auth.path("role").asString("")).isEqualTo("operator");
            assertThat(auth.path("issuedAtMs").asLong(0)).isPositive();
        }
        for (String auth : new String[] {"{'token':'" + deviceToken + "'}", "{'deviceToken':'" + deviceToken + "'}"}) {
            try (Peer peer = server.connect()) {
                JsonNode hello = peer.hello(keys.signed(with(client(4), auth), peer.nonce(), server.time, "v3"));
                assertThat(hello.path("auth").path("method").asString("")).isEqualTo("device-token");
                assertThat(hello.path("auth").has("deviceToken")).isFalse();
            }
        }
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(3), "{'token':'" + deviceToken + "'}");
            JsonNode answer = peer.greet(new Keys().signed(params, peer.nonce(), server.time, "v2"));
            refused(
                    peer,
                    answer,
                    "INVALID_REQUEST",
                    "unauthorized: gateway token mismatch (provide gateway auth token)",
                    1008);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aNewDeviceFromElsewhereWaitsForApproval(int protocol) {
        guarded();
        ObjectNode params = with(client(protocol), "{'token':'" + TOKEN + "'}");
        String request;
        try (Peer peer = server.connectFromElsewhere()) {
            JsonNode answer = peer.greet(keys.signed(params, peer.nonce(), server.time, "v2"));
            JsonNode details = answer.path("error").path("details");
            request = details.path("requestId").asString("");
            assertThat(request).isNotEmpty();
            assertThat(details.path("code").asString(null)).isEqualTo(protocol == 4 ? "PAIRING_REQUIRED" : null);
            assertThat(details.path("reason").asString(null)).isEqualTo(protocol == 4 ? "not-paired" : null);
            refused(peer, answer, "NOT_PAIRED", "pairing required", 1008);
        }
        try (Peer admin = server.connect()) {
            admin.hello(with(client(4), "{'token':'" + TOKEN + "'}"));
            assertThat(admin.ok("device.pair.list", "{}").path("pending").size())
                    .isEqualTo(1);
            admin.ok("device.pair.approve", "{'requestId':'" + request + "'}");
            assertThat(admin.error("device.pair.approve", "{'requestId':'" + request + "'}")
                            .path("message")
                            .asString(""))
                    .isEqualTo("unknown requestId");
        }
        try (Peer peer = server.connectFromElsewhere()) {
            JsonNode hello = peer.hello(keys.signed(params, peer.nonce(), server.time, "v2"));
            assertThat(hello.path("auth").path("deviceToken").asString("")).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void aDeviceThatWantsToBeANodeTooIsAskedAboutInProtocol4() {
        guarded();
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(4), "{'token':'" + TOKEN + "'}");
            peer.hello(keys.signed(params, peer.nonce(), server.time, "v2"));
        }
        ObjectNode node = with(client(4).put("role", "node"), "{'token':'" + TOKEN + "'}");
        try (Peer peer = server.connect()) {
            JsonNode answer = peer.greet(keys.signed(node, peer.nonce(), server.time, "v2"));
            assertThat(answer.path("error").path("details").path("reason").asString(""))
                    .isEqualTo("role-upgrade");
            refused(peer, answer, "NOT_PAIRED", "pairing required", 1008);
        }
        ObjectNode older = with(client(3).put("role", "node"), "{'token':'" + TOKEN + "'}");
        try (Peer peer = server.connect()) {
            peer.hello(keys.signed(older, peer.nonce(), server.time, "v2"));
        }
    }

    @Test
    void wherePasswordsAreTakenTheyAreTheDevicesSecond() {
        start(new GatewayServer.Setup().password("open sesame"));
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(3), "{'password':'open sesame'}");
            peer.hello(keys.signed(params, peer.nonce(), server.time, "v2"));
        }
        try (Peer peer = server.connect()) {
            ObjectNode params = with(client(3), "{'password':'wrong'}");
            JsonNode answer = peer.greet(new Keys().signed(params, peer.nonce(), server.time, "v2"));
            refused(
                    peer,
                    answer,
                    "INVALID_REQUEST",
                    "unauthorized: gateway password mismatch (enter the gateway password)",
                    1008);
        }
        try (Peer peer = server.connect()) {
            JsonNode answer = peer.greet(new Keys().signed(client(4), peer.nonce(), server.time, "v2"));
            assertThat(answer.path("error").path("details").path("code").asString(""))
                    .isEqualTo("AUTH_PASSWORD_MISSING");
            refused(
                    peer,
                    answer,
                    "INVALID_REQUEST",
                    "unauthorized: gateway password missing (enter the gateway password)",
                    1008);
        }
    }

    @Test
    void aPageOfAnotherSiteIsNotUpgraded() {
        start(new GatewayServer.Setup());
        assertThatThrownBy(() -> Peer.connect(server.http, server.port, Map.of("Origin", "https://evil.example")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    private static void refused(Peer peer, JsonNode answer, String code, String message, int close) {
        assertThat(answer.path("ok").asBoolean(true)).isFalse();
        assertThat(answer.path("error").path("code").asString("")).isEqualTo(code);
        assertThat(answer.path("error").path("message").asString("")).isEqualTo(message);
        assertThat(answer.has("payload")).isFalse();
        assertThat(peer.awaitClose()).isEqualTo(close + " " + message);
    }
}
