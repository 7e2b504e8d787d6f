package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.web.Routes.Access;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are written bit by bit, and readers that do not read them. */
@Timeout(60)
class BodyStreamTest {
    private static final byte[] LINE = ("x".repeat(299) + "\n").getBytes(StandardCharsets.UTF_8);
    private static final int CREDIT = 64 * 1024;

    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final AtomicInteger cut = new AtomicInteger();
    private final WebListener listener = new WebListener() {
        @Override
        public void readerCut(String door) {
            cut.incrementAndGet();
        }
    };

    @Test
    void aReaderSeesALineWhenItIsWritten() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                            BodyStream stream = exchange.stream(200, List.of());
                            stream.write("first\n".getBytes(StandardCharsets.UTF_8));
                            seen.await();
                            stream.write("second\n".getBytes(StandardCharsets.UTF_8));
                            stream.end();
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/s HTTP/1.1\nHost: localhost\n\n");
            client.until("first\n");
            seen.countDown();
            assertThat(client.until("\r\n0\r\n\r\n")).contains("second\n");
        }
    }

    @Test
    void theHeadIsThereBeforeTheFirstByteOfTheBody() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                            exchange.stream(200, List.of(new Exchange.Header("X-Early", "yes")));
                            seen.await();
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/s HTTP/1.1\nHost: localhost\n\n");
            assertThat(client.until("\r\n\r\n")).contains("X-Early: yes");
            seen.countDown();
            client.until("0\r\n\r\n");
        }
    }

    @Test
    void aReaderThatNeverReadsCostsNoMoreThanItsCreditAndIsCut() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(time, this::flood);
                RawClient client = RawClient.connect(server.port(), 4096)) {
            client.send("GET /test/flood HTTP/1.1\nHost: localhost\n\n");
            awaitStall(server);
            assertThat(server.server().stats().queuedBytes()).isBetween(1L, (long) CREDIT);
            assertThat(happened).isEmpty();

            time.advance(Duration.ofSeconds(61));
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("disconnected", "write refused");
            assertThat(cut).hasValue(1);
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void anHttp2ReaderThatNeverReadsIsCutAndItsConnectionGoesOn() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(time, this::flood)) {
            server.http2().send(server.request("/test/hello").build(), BodyHandlers.ofString());
            HttpResponse<InputStream> answer =
                    server.http2().send(server.request("/test/flood").build(), BodyHandlers.ofInputStream());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            awaitStall(server);
            assertThat(server.server().stats().queuedBytes()).isBetween(1L, (long) CREDIT);

            time.advance(Duration.ofSeconds(61));
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("disconnected", "write refused");
            assertThat(server.http2()
                            .send(server.request("/test/hello").build(), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("hello");
            assertThat(server.server().stats().connections()).isEqualTo(1);
            answer.body().close();
        }
    }

    @Test
    void aSlowReaderThatGoesOnReadingIsNotCut() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(time, this::flood);
                RawClient client = RawClient.connect(server.port(), 4096)) {
            client.send("GET /test/flood HTTP/1.1\nHost: localhost\n\n");
            for (int i = 0; i < 5; i++) {
                awaitStall(server);
                time.advance(Duration.ofSeconds(50));
                time.awaitScheduled();
                client.bytes(8 * 1024 * 1024);
            }
            assertThat(cut).hasValue(0);
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aReaderThatVanishesIsADisconnectOnce() throws Exception {
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                            CountDownLatch gone = new CountDownLatch(1);
                            exchange.onDisconnect(() -> happened.add("first"));
                            exchange.onDisconnect(gone::countDown);
                            BodyStream stream = exchange.stream(200, List.of());
                            gone.await();
                            happened.add("open " + stream.open());
                            exchange.onDisconnect(() -> happened.add("late"));
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/s HTTP/1.1\nHost: localhost\n\n");
            client.until("\r\n\r\n");
            client.vanish();
            List<String> all = List.of(next(), next(), next());
            assertThat(all).containsExactlyInAnyOrder("first", "open false", "late");
        }
    }

    @Test
    void aReaderThatLeavesBeforeTheAnswerIsADisconnect() throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("POST", "/test/s", Access.OPERATOR, exchange -> {
                            CountDownLatch gone = new CountDownLatch(1);
                            exchange.onDisconnect(gone::countDown);
                            handling.countDown();
                            gone.await();
                            happened.add(Thread.currentThread().getName());
                            exchange.answer(Answer.empty(204));
                        }));
                RawClient client = server.connect()) {
            client.send("POST /test/s HTTP/1.1\nHost: localhost\nContent-Length: 2\n\nhi");
            assertThat(handling.await(20, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(next()).startsWith("http-test-");
        }
    }

    @Test
    void anHttp2StreamThatIsResetIsADisconnect() throws Exception {
        try (RunningServer server = start(new SystemTime(), this::flood)) {
            HttpResponse<InputStream> answer =
                    server.http2().send(server.request("/test/flood").build(), BodyHandlers.ofInputStream());
            answer.body().close();
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("disconnected", "write refused");
        }
    }

    @Test
    void anAnswerThatEndedIsNoDisconnect() throws Exception {
        try (RunningServer server = start(
                new SystemTime(),
                routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                    exchange.onDisconnect(() -> happened.add("disconnected"));
                    BodyStream stream = exchange.stream(200, List.of());
                    stream.end();
                    assertThat(stream.write(LINE)).isFalse();
                }))) {
            for (HttpClient client : List.of(server.http1(), server.http2())) {
                client.send(server.request("/test/s").build(), BodyHandlers.ofString());
            }
            Await.until(() -> server.server().stats().requests() == 0);
            try (RawClient client = server.connect()) {
                client.send("GET /test/s HTTP/1.1\nHost: localhost\n\n").until("0\r\n\r\n");
                client.vanish();
            }
            Await.until(() -> server.server().stats().requests() == 0);
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aHandlerThatFailsInMidStreamCutsTheAnswerShort() throws Exception {
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                            exchange.stream(200, List.of()).write("begun\n".getBytes(StandardCharsets.UTF_8));
                            throw new IllegalStateException("a bug");
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/s HTTP/1.1\nHost: localhost\n\n");
            client.until("begun\n");
            assertThat(new String(client.bytes(100), StandardCharsets.UTF_8)).doesNotContain("0\r\n\r\n");
            for (HttpClient http : List.of(server.http1(), server.http2())) {
                CompletableFuture<HttpResponse<String>> answer =
                        http.sendAsync(server.request("/test/s").build(), BodyHandlers.ofString());
                assertThat(answer).failsWithin(RunningServer.PATIENCE);
            }
        }
    }

    @Test
    void aReaderOfHttp10GetsTheBodyAsItIsAndThenTheEndOfTheConnection() {
        Semaphore received = new Semaphore(0);
        try (RunningServer server = start(
                new SystemTime(),
                routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                    BodyStream stream = exchange.stream(200, List.of());
                    stream.write("one\n".getBytes(StandardCharsets.UTF_8));
                    received.acquire();
                    stream.write("two\n".getBytes(StandardCharsets.UTF_8));
                }))) {
            for (String wish : List.of("", "Connection: keep-alive\n")) {
                try (RawClient client = server.connect()) {
                    client.send("GET /test/s HTTP/1.0\nHost: localhost\n" + wish + "\n");
                    assertThat(client.until("\r\n\r\n"))
                            .contains(" 200 ")
                            .containsIgnoringCase("connection: close")
                            .doesNotContainIgnoringCase("transfer-encoding")
                            .doesNotContainIgnoringCase("keep-alive");
                    assertThat(client.until("one\n")).isEqualTo("one\n");
                    received.release();
                    assertThat(new String(client.bytes(100), StandardCharsets.UTF_8))
                            .isEqualTo("two\n");
                }
            }
        }
    }

    @Test
    void aReaderOfHttp10CanTellAnAnswerThatWasCutShort() {
        try (RunningServer server = start(
                        new SystemTime(),
                        routes -> routes.on("GET", "/test/s", Access.OPERATOR, exchange -> {
                            exchange.stream(200, List.of()).write("begun\n".getBytes(StandardCharsets.UTF_8));
                            throw new IllegalStateException("a bug");
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/s HTTP/1.0\nHost: localhost\n\n");
            assertThatThrownBy(() -> client.until("a good end"))
                    .as("a reset, not the end of the connection")
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void manyStreamsAtOnceAllArrive() throws Exception {
        int count = 200;
        try (RunningServer server = start(
                new SystemTime(),
                routes -> routes.on("GET", "/test/s/{n}", Access.OPERATOR, exchange -> {
                    BodyStream stream = exchange.stream(200, List.of());
                    for (int i = 0; i < 500; i++) {
                        stream.write((exchange.pathParameter("n") + " " + i + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }))) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                HttpClient client = n % 2 == 0 ? server.http1() : server.http2();
                answers.add(client.sendAsync(server.request("/test/s/" + n).build(), BodyHandlers.ofString()));
            }
            for (int n = 0; n < count; n++) {
                String body = answers.get(n).get(40, TimeUnit.SECONDS).body();
                assertThat(body.lines()).hasSize(500).startsWith(n + " 0").endsWith(n + " 499");
            }
            Await.until(() -> server.server().stats().streams() == 0);
            assertThat(server.server().stats().queuedBytes()).isZero();
        }
    }

    @Test
    void aWriteLargerThanTheCreditGoesThroughInPieces() throws Exception {
        byte[] large = new byte[CREDIT * 20];
        try (RunningServer server = start(
                new SystemTime(),
                routes -> routes.on(
                        "GET",
                        "/test/s",
                        Access.OPERATOR,
                        exchange -> exchange.stream(200, List.of()).write(large)))) {
            for (HttpClient client : List.of(server.http1(), server.http2())) {
                assertThat(client.send(server.request("/test/s").build(), BodyHandlers.ofByteArray())
                                .body())
                        .hasSize(large.length);
            }
        }
    }

    private void flood(Routes routes) {
        routes.on(
                "GET",
                "/test/hello",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", "hello")));
        routes.on("GET", "/test/flood", Access.OPERATOR, exchange -> {
            exchange.onDisconnect(() -> happened.add("disconnected"));
            BodyStream stream = exchange.stream(200, List.of());
            while (stream.write(LINE)) {}
            happened.add("write refused");
        });
    }

    /** Waits until the kernel takes no more and the writer waits for its reader. */
    private static void awaitStall(RunningServer server) {
        AtomicInteger same = new AtomicInteger();
        long[] last = {-1};
        Await.until(() -> {
            long queued = server.server().stats().queuedBytes();
            boolean full = queued > CREDIT - LINE.length && queued == last[0];
            last[0] = queued;
            return (full ? same.incrementAndGet() : same.getAndSet(0)) > 100;
        });
    }

    private String next() throws InterruptedException {
        String word = happened.poll(20, TimeUnit.SECONDS);
        assertThat(word).isNotNull();
        return word;
    }

    private RunningServer start(Time time, Consumer<Routes> routes) {
        TestConfig config = new TestConfig().streamCreditBytes(CREDIT).stallTimeout(Duration.ofSeconds(60));
        return RunningServer.start(config, time, listener, routes);
    }
}
