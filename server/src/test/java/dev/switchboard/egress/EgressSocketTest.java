package dev.switchboard.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.egress.EgressException.Kind;
import dev.switchboard.egress.EgressSocket.Goodbye;
import dev.switchboard.testing.GatewayClient;
import dev.switchboard.testing.ScriptedGateway;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.ScriptedGateway.Stage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets to a real server. It knows the first words of gateways and nothing else, which is all that is needed here. */
class EgressSocketTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int MESSAGE_BYTES = 4_000_000;
    private static final String CONNECT = """
            {"type":"req","id":"1","method":"connect","params":{"minProtocol":4,"maxProtocol":4,"auth":{"token":"T"},
             "client":{"id":"test","version":"1","platform":"x","mode":"test"}}}
            """;

    private final ScriptedGateway server = ScriptedGateway.start(Flavor.G9);
    private List<String> addresses = List.of("127.0.0.1");
    private final Egress egress = new Egress(
            new SystemTime(),
            "1.2.3",
            Proxies.NONE,
            (host, limit) -> addresses.stream().map(InetAddress::ofLiteral).toList(),
            new HttpClientOptions());

    @AfterEach
    void close() {
        egress.close();
        server.close();
    }

    @Test
    void messagesGoBothWays() throws Exception {
        try (EgressSocket socket = open()) {
            assertThat(text(socket)).contains("connect.challenge");
            assertThat(socket.send(CONNECT)).isTrue();

            assertThat(server.awaitRequest("connect", 1)
                            .params()
                            .path("minProtocol")
                            .asInt())
                    .isEqualTo(4);
            assertThat(text(socket)).contains("presence");
            assertThat(text(socket)).contains("hello-ok");
        }
    }

    @Test
    void theUpgradeNamesTheHostAndWhoAsks() throws Exception {
        try (EgressSocket socket =
                egress.open(request("ws://gateway.example:" + server.port() + "/x?y=1"), new RandomIds())) {
            assertThat(text(socket)).isNotNull();
            socket.send(CONNECT);

            assertThat(server.awaitClient(1).headers())
                    .containsEntry("", "GET /x?y=1 HTTP/1.1")
                    .containsEntry("host", "gateway.example:" + server.port())
                    .containsEntry("user-agent", "Switchboard/1.2.3")
                    .doesNotContainKeys("origin", "sec-websocket-extensions");
        }
    }

    @Test
    void fragmentsAndLargeMessagesArriveWhole() throws Exception {
        try (EgressSocket socket = open()) {
            GatewayClient client = welcomed(socket);
            client.sendInTwo("in two halves");
            client.sendText("x".repeat(MESSAGE_BYTES));

            assertThat(text(socket)).isEqualTo("in two halves");
            assertThat(text(socket)).hasSize(MESSAGE_BYTES);
        }
    }

    @Test
    void aMessageThatIsTooLargeEndsTheSocket() throws Exception {
        try (EgressSocket socket = open()) {
            GatewayClient client = welcomed(socket);
            client.sendText("x".repeat(MESSAGE_BYTES + 1));

            assertThat(socket.next()).isNull();
            assertThat(socket.goodbye()).isNotNull().extracting(Goodbye::code).isEqualTo(1009);
            assertThat(client.awaitCloseCode()).isEqualTo(1009);
        }
    }

    @Test
    void aReaderThatIsSlowSlowsTheSenderDown() throws Exception {
        try (EgressSocket socket = open()) {
            GatewayClient client = welcomed(socket);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    client.sendText("x".repeat(1_000_000));
                }
            });

            assertThat(sent.isDone()).isFalse();
            for (int i = 0; i < 100; i++) {
                assertThat(text(socket)).hasSize(1_000_000);
            }
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPingIsSent() throws Exception {
        try (EgressSocket socket = open()) {
            GatewayClient client = welcomed(socket);
            socket.ping();
            socket.send("{\"id\":\"2\",\"method\":\"health\"}");

            server.awaitRequest("health", 1);
            assertThat(client.pings()).isEqualTo(1);
        }
    }

    @Test
    void theirGoodbyeIsHeardAfterWhatCameBefore() throws Exception {
        try (EgressSocket socket = open()) {
            GatewayClient client = welcomed(socket);
            client.sendText("last");
            client.close(1012, "service restart");

            assertThat(text(socket)).isEqualTo("last");
            assertThat(socket.next()).isNull();
            assertThat(socket.next()).isNull();
            assertThat(socket.goodbye()).isEqualTo(new Goodbye(1012, "service restart"));
            assertThat(socket.send("late")).isFalse();
            assertThat(client.awaitCloseCode()).isEqualTo(1012);
        }
    }

    @Test
    void ourGoodbyeIsSaidAndEndsTheReading() throws Exception {
        EgressSocket socket = open();
        GatewayClient client = welcomed(socket);
        socket.close(4000, "tick timeout");

        assertThat(socket.next()).isNull();
        assertThat(client.awaitCloseCode()).isEqualTo(4000);
        server.awaitEmpty();
    }

    @Test
    void aConnectionThatBreaksIsLost() throws Exception {
        try (EgressSocket socket = open()) {
            welcomed(socket).cut();

            assertThat(socket.next()).isNull();
            assertThat(socket.goodbye()).isNotNull().extracting(Goodbye::code).isEqualTo(EgressSocket.LOST);
        }
    }

    @Test
    void closingTheWayOutBreaksItsSockets() throws Exception {
        EgressSocket socket = open();
        GatewayClient client = welcomed(socket);
        egress.close();

        assertThat(socket.next()).isNull();
        assertThat(client.awaitCloseCode()).isEqualTo(1006);
    }

    @Test
    void thereIsABoundToWhatIsOnItsWayOut() throws Exception {
        EgressSocketRequest.Limits limits = new EgressSocketRequest.Limits(LONG, MESSAGE_BYTES, 1_000_000);
        try (EgressSocket socket = egress.open(
                new EgressSocketRequest(URI.create(server.url()), Guard.ALLOW_ALL, limits), new RandomIds())) {
            welcomed(socket);
            server.on("hold", request -> new CompletableFuture<Void>().get(10, TimeUnit.SECONDS));
            int sent = 0;
            while (sent < 1000 && socket.send("x".repeat(900_000))) {
                sent++;
            }

            assertThat(sent).isBetween(1, 999);
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheUpgradeIsGivenUp() {
        server.stallAt(Stage.UPGRADE);

        assertThat(failure(new EgressSocketRequest(
                                URI.create(server.url()),
                                Guard.ALLOW_ALL,
                                new EgressSocketRequest.Limits(SHORT, 1000, 1000)))
                        .kind())
                .isEqualTo(Kind.TIMED_OUT);
        server.awaitEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            })
    void anAnswerThatIsNoUpgradeIsNone(String answer) {
        server.answerUpgradesWith(answer);

        EgressException failure = failure(request(server.url()));

        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure).hasMessageContaining("does not open a WebSocket");
    }

    @Test
    void nobodyListeningIsNotConnected() {
        String url = server.url();
        server.close();

        assertThat(failure(request(url)).kind()).isEqualTo(Kind.NOT_CONNECTED);
    }

    @Test
    void aNameOfThisMachineThatPointsElsewhereIsRefused() {
        addresses = List.of("127.0.0.1", "169.254.169.254");
        EgressSocketRequest request = new EgressSocketRequest(
                URI.create("ws://localhost:" + server.port()),
                Guard.LOOPBACK_ONLY,
                request(server.url()).limits());

        assertThat(failure(request).kind()).isEqualTo(Kind.REFUSED);
        assertThat(server.accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/", "ws:///x", "ws://u:p@127.0.0.1:1/"})
    void aUrlThatIsNoneOfASocketIsRefused(String url) {
        assertThat(failure(request(url)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void anInterruptWhileOpeningEndsTheConnection() throws Exception {
        server.stallAt(Stage.UPGRADE);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread caller =
                Thread.ofVirtual().start(() -> ended.complete(catchThrowableOfType(Exception.class, this::open)));
        server.awaitUpgrade(1);

        caller.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        server.awaitEmpty();
    }

    private EgressSocket open() throws Exception {
        return egress.open(request(server.url()), new RandomIds());
    }

    private EgressException failure(EgressSocketRequest request) {
        return catchThrowableOfType(EgressException.class, () -> egress.open(request, new RandomIds()));
    }

    private static EgressSocketRequest request(String url) {
        return new EgressSocketRequest(
                URI.create(url),
                Guard.ALLOW_ALL,
                new EgressSocketRequest.Limits(LONG, MESSAGE_BYTES, 2 * MESSAGE_BYTES));
    }

    /** Lets the server take us for a client; nothing is left to read then. */
    private GatewayClient welcomed(EgressSocket socket) throws Exception {
        assertThat(text(socket)).contains("connect.challenge");
        socket.send(CONNECT);
        assertThat(text(socket)).contains("presence");
        assertThat(text(socket)).contains("hello-ok");
        assertThat(text(socket)).contains("health");
        return server.awaitClient(1);
    }

    private static @Nullable String text(EgressSocket socket) throws InterruptedException {
        byte[] bytes = socket.next();
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
