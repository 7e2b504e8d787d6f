package dev.switchboard.egress;

import static dev.switchboard.testing.ChatReply.body;
import static dev.switchboard.testing.ChatReply.chat;
import static dev.switchboard.testing.ChatReply.silence;
import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.egress.EgressException.Kind;
import dev.switchboard.testing.ChatRequest;
import dev.switchboard.testing.ScriptedChatServer;
import dev.switchboard.time.SystemTime;
import io.vertx.core.http.HttpClientOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ScriptedChatServer server = ScriptedChatServer.start();
    private final List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());
    private List<String> addresses = List.of("127.0.0.1");
    private final Egress egress =
            new Egress(new SystemTime(), "1.2.3", Proxies.NONE, this::resolve, new HttpClientOptions());

    @AfterEach
    void close() {
        egress.close();
        server.close();
    }

    @Test
    void aRequestIsSentAndItsAnswerIsRead() throws Exception {
        server.reply(status(201, "{\"a\":1}").header("X-Y", "z"));

        try (EgressResponse response = egress.send(request("/v1/x?q=1", "hello"))) {
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.header("x-y")).contains("z");
            assertThat(response.header("x-z")).isEmpty();
            assertThat(text(response)).isEqualTo("{\"a\":1}");
            assertThat(response.next()).isNull();
        }
        ChatRequest seen = server.awaitRequest(1);
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.path()).isEqualTo("/v1/x?q=1");
        assertThat(seen.text()).isEqualTo("hello");
        assertThat(seen.headers())
                .containsEntry("user-agent", "Switchboard/1.2.3")
                .containsEntry("x-a", "b");
        assertThat(seen.headers()).doesNotContainKey("accept-encoding");
    }

    @Test
    void piecesArriveWhileTheAnswerIsStillBeingSent() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.reply(chat().raw("one").hold(go).raw("two").bare());

        try (EgressResponse response = egress.send(request())) {
            assertThat(response.next()).asString(StandardCharsets.UTF_8).isEqualTo("one");
            go.countDown();
            assertThat(text(response)).isEqualTo("two");
        }
    }

    @Test
    void aConnectionIsUsedAgainAfterAnAnswerWasReadToItsEnd() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.reply(chat().raw("x").bare());
            try (EgressResponse response = egress.send(request())) {
                assertThat(response.next()).isNotNull();
                response.skipRest(LONG);
            }
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void noAnswerComesTooFastToBeReadWhole() throws Exception {
        server.always(request -> status(200, request.text()));

        for (int i = 0; i < 500; i++) {
            try (EgressResponse response = egress.send(request("/v1", "number " + i))) {
                assertThat(text(response)).isEqualTo("number " + i);
            }
        }
    }

    @Test
    void closingAnAnswerBeforeItsEndClosesTheConnection() throws Exception {
        server.reply(chat().raw("x").hang());

        egress.send(request()).close();

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void skippingARestThatDoesNotEndClosesTheConnection() throws Exception {
        server.reply(chat().raw("x").hang());

        try (EgressResponse response = egress.send(request())) {
            response.next();
            response.skipRest(SHORT);
        }

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void anInterruptWhileWaitingForTheAnswerEndsTheRequest() throws Exception {
        server.reply(silence());
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual()
                .start(() -> ended.complete(catchThrowableOfType(Exception.class, () -> egress.send(request()))));

        ChatRequest seen = server.awaitRequest(1);
        caller.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(seen.aborted()).isTrue();
    }

    @Test
    void anInterruptWhileReadingEndsTheRequest() throws Exception {
        server.reply(chat().raw("x").hang());
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual()
                .start(() -> ended.complete(catchThrowableOfType(Exception.class, () -> {
                    try (EgressResponse response = egress.send(request())) {
                        response.next();
                        reading.countDown();
                        response.next();
                    }
                })));

        reading.await();
        caller.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void aSilentAnswerIsGivenUp() throws Exception {
        server.reply(chat().raw("x").hang());

        assertThat(kind(() -> read(request(Guard.ALLOW_ALL, SHORT, LONG, 1000))))
                .isEqualTo(Kind.TIMED_OUT);

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void anAnswerThatTakesTooLongAsAWholeIsGivenUpThoughItIsNeverSilent() throws Exception {
        server.reply(chat().flood(1L << 40));

        assertThat(kind(() -> read(request(Guard.ALLOW_ALL, LONG, Duration.ofMillis(500), Long.MAX_VALUE))))
                .isEqualTo(Kind.TIMED_OUT);

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void anAnswerThatNeverBeginsIsGivenUp() throws Exception {
        server.reply(silence());

        assertThat(kind(() -> egress.send(request(Guard.ALLOW_ALL, SHORT, LONG, 1000))))
                .isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void anAnswerThatIsTooLargeIsCutOff() throws Exception {
        server.reply(chat().flood(100_000_000));

        try (EgressResponse response = egress.send(request(Guard.ALLOW_ALL, LONG, LONG, 100_000))) {
            assertThat(kind(() -> text(response))).isEqualTo(Kind.TOO_LARGE);
        }

        assertThat(server.awaitRequest(1).aborted()).isTrue();
    }

    @Test
    void anAnswerThatBreaksOffIsBroken() throws Exception {
        server.reply(chat().raw("x").cut());

        try (EgressResponse response = egress.send(request())) {
            assertThat(kind(() -> text(response))).isEqualTo(Kind.BROKEN);
        }
    }

    @Test
    void nobodyListeningIsNotConnected() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }

        EgressException e = catchThrowableOfType(
                EgressException.class, () -> egress.send(to(URI.create("http://127.0.0.1:" + port + "/?key=secret"))));

        assertThat(e.kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(e).hasMessageContaining("refused").hasMessageNotContaining("secret");
    }

    @Test
    void aHostWithoutAnAddressIsUnknown() {
        addresses = List.of();

        assertThat(kind(() -> egress.send(to(URI.create("http://nowhere.example/")))))
                .isEqualTo(Kind.UNKNOWN_HOST);
    }

    @Test
    void anAddressThatDoesNotAnswerIsFollowedByTheNextOne() throws Exception {
        addresses = List.of("127.0.0.2", "127.0.0.1"); // The server listens on the second one only.
        server.reply(status(200, "{}"));

        try (EgressResponse response = egress.send(to(named("two.example")))) {
            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void aRedirectIsAnAnswerLikeAnyOther() throws Exception {
        server.reply(body(302, "text/plain", "").header("Location", server.origin() + "/elsewhere"));

        try (EgressResponse response = egress.send(request())) {
            assertThat(response.status()).isEqualTo(302);
        }

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theAddressThatWasFoundIsConnectedToAndTheNameIsInTheHostHeader() throws Exception {
        server.reply(status(200, "{}"));

        egress.send(to(named("pinned.example"))).close();

        assertThat(server.awaitRequest(1).headers())
                .containsEntry("host", "pinned.example:" + named("x").getPort());
        assertThat(lookedUp).containsExactly("pinned.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"})
    void theGuardSeesTheAddressBehindTheName(String address) {
        addresses = List.of(address);

        assertThat(kind(() -> egress.send(guarded(named("innocent.example"))))).isEqualTo(Kind.REFUSED);
        assertThat(server.requests()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void oneAddressThatIsNotPublicIsOneTooMany() {
        addresses = List.of("8.8.8.8", "127.0.0.1");

        assertThat(kind(() -> egress.send(guarded(named("both.example"))))).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "http://[::1]:%d/",
                "http://[::ffff:127.0.0.1]:%d/",
                "http://127.1:%d/",
                "http://2130706433:%d/",
                "ftp://8.8.8.8:%d/",
                "http://user:pw@8.8.8.8:%d/"
            })
    void anAddressInTheUrlIsGuardedAsWell(String url) {
        URI uri = URI.create(String.format(url, named("x").getPort()));

        assertThat(kind(() -> egress.send(guarded(uri)))).isEqualTo(Kind.REFUSED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void aHeaderThatCannotBeSentIsNotRepeatedInTheError() {
        EgressRequest request = new EgressRequest(
                "POST",
                URI.create(server.baseUrl()),
                Map.of("Authorization", "Bearer sk-secret\r\nX-Evil: 1"),
                new byte[0],
                Guard.ALLOW_ALL,
                new EgressRequest.Limits(LONG, LONG, LONG, 1000));

        EgressException e = catchThrowableOfType(EgressException.class, () -> egress.send(request));

        assertThat(e.kind()).isEqualTo(Kind.REFUSED);
        assertThat(e).hasMessageNotContaining("sk-secret").hasNoCause();
        assertThat(request.toString()).doesNotContain("sk-secret");
    }

    @Test
    void nothingIsSentAfterItWasClosed() {
        egress.close();

        assertThat(kind(() -> egress.send(request()))).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theOperatingSystemKnowsWhoLocalhostIs() throws Exception {
        server.reply(status(200, "{}"));
        try (Egress real = new Egress(new SystemTime(), "1", Proxies.NONE)) {
            URI uri = URI.create("http://localhost:" + named("x").getPort() + "/");

            assertThat(kind(() -> real.send(guarded(uri)))).isEqualTo(Kind.REFUSED);
            try (EgressResponse response = real.send(to(uri))) {
                assertThat(response.status()).isEqualTo(200);
            }
        }
    }

    private List<InetAddress> resolve(String host, Duration limit) {
        lookedUp.add(host);
        return addresses.stream().map(InetAddress::ofLiteral).toList();
    }

    private URI named(String host) {
        return URI.create("http://" + host + ":" + URI.create(server.origin()).getPort() + "/v1");
    }

    private EgressRequest request() {
        return request("/v1/chat/completions", "{}");
    }

    private EgressRequest request(String path, String body) {
        return new EgressRequest(
                "POST",
                URI.create(server.origin() + path),
                Map.of("X-A", "b"),
                body.getBytes(StandardCharsets.UTF_8),
                Guard.ALLOW_ALL,
                new EgressRequest.Limits(LONG, LONG, LONG, 1_000_000));
    }

    private EgressRequest request(Guard guard, Duration idle, Duration whole, long bytes) {
        return new EgressRequest(
                "POST",
                URI.create(server.baseUrl()),
                Map.of(),
                new byte[0],
                guard,
                new EgressRequest.Limits(LONG, idle, whole, bytes));
    }

    private static EgressRequest to(URI uri) {
        return new EgressRequest(
                "POST", uri, Map.of(), new byte[0], Guard.ALLOW_ALL, new EgressRequest.Limits(LONG, LONG, LONG, 1000));
    }

    private static EgressRequest guarded(URI uri) {
        return new EgressRequest(
                "POST",
                uri,
                Map.of(),
                new byte[0],
                Guard.PUBLIC_ONLY,
                new EgressRequest.Limits(LONG, LONG, LONG, 1000));
    }

    private void read(EgressRequest request) throws Exception {
        try (EgressResponse response = egress.send(request)) {
            text(response);
        }
    }

    private static String text(EgressResponse response) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte @Nullable [] piece = response.next(); piece != null; piece = response.next()) {
            text.writeBytes(piece);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static Kind kind(ThrowingCallable call) {
        return catchThrowableOfType(EgressException.class, call).kind();
    }
}
