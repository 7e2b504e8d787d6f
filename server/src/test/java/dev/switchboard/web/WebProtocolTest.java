package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SettableTime;
import dev.switchboard.web.Routes.Access;
import io.netty.channel.ChannelOption;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What no well-behaved client sends, over a bare connection. */
class WebProtocolTest {
    private static final String HEAD = "Host: localhost\n";
    private static final String UPGRADE =
            "Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\n";

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\nPOST /test/size HTTP/1.1\n" + HEAD
                    + "Content-Length: 3\n\nabcGET /test/hello/2 HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("hello 1");
            assertThat(client.answer()).endsWith("\r\n\r\n3");
            assertThat(client.answer()).endsWith("hello 2");
        }
    }

    @Test
    void aChunkedBodyIsTakenIn() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Transfer-Encoding: chunked\n\n4\nabcd\n3\nefg\n0\n\n");
            assertThat(client.answer()).endsWith("\r\n\r\n7");
        }
    }

    @Test
    void aConnectionIsKeptUnlessTheClientSaysOtherwise() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).endsWith("hello 1").doesNotContain("onnection: close");
            client.send("GET /test/hello/2 HTTP/1.1\n" + HEAD + "Connection: close\n\n");
            assertThat(client.answer()).endsWith("hello 2").containsIgnoringCase("connection: close");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void anHttp10RequestIsAnsweredAndTheConnectionEnds() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.0\n" + HEAD + "\n");
            assertThat(client.answer()).endsWith("hello 1");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void whatIsNotHttpGets400AsJson() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("this is not HTTP at all\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.0 400").contains("malformed_request");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void aRequestWithoutAHostGets400() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.1\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("Host");
        }
    }

    @Test
    void aPathThatCannotBeDecodedGets400() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/%zz HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("\"door\":\"test\"");
        }
    }

    @Test
    void aQueryThatCannotBeDecodedGets400() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/query?q=%zz HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("query");
        }
    }

    @Test
    void headersBeyondTheLimitGet431FromTheDoorOfThePath() {
        try (RunningServer server = start(new TestConfig().maxHeadBytes(2048));
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "X-Large: " + "x".repeat(4000) + "\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 431").contains("\"door\":\"test\"");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void aRequestLineBeyondTheLimitGets431() {
        try (RunningServer server = start(new TestConfig().maxHeadBytes(2048));
                RawClient client = server.connect()) {
            client.send("GET /test/" + "x".repeat(4000) + " HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.0 431");
        }
    }

    @Test
    void aBodyThatSaysItIsTooLargeGets413BeforeItIsSent() {
        try (RunningServer server = start(new TestConfig().maxBodyBytes(2048));
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Content-Length: 100000\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 413")
                    .contains("\"door\":\"test\"")
                    .contains("2048");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeGets413() {
        try (RunningServer server = start(new TestConfig().maxBodyBytes(2048));
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Transfer-Encoding: chunked\n\n");
            for (int i = 0; i < 5; i++) {
                client.send("400\n" + "x".repeat(1024) + "\n");
            }
            assertThat(client.answer()).startsWith("HTTP/1.1 413");
            assertThat(server.server().stats().bodyBytes()).isZero();
        }
    }

    @Test
    void aBodyThatDoesNotComeGets408() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(new TestConfig().bodyTimeout(Duration.ofSeconds(60)), time);
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Expect: 100-continue\nContent-Length: 5\n\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 100");
            client.send("ab");
            Await.until(() -> server.server().stats().bodyBytes() == 2);
            time.advance(Duration.ofSeconds(61));
            assertThat(client.answer()).startsWith("HTTP/1.1 408").contains("60 s");
            assertThat(client.closed()).isTrue();
            assertThat(server.server().stats().bodyBytes()).isZero();
        }
    }

    @Test
    void bodiesTogetherHaveABound() throws Exception {
        try (RunningServer server = start(new TestConfig().maxBodyBytes(2048).maxBodiesBytes(3000));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.send("POST /test/size HTTP/1.1\n" + HEAD + "Content-Length: 2048\n\n" + "x".repeat(2000));
            Await.until(() -> server.server().stats().bodyBytes() == 2000);
            second.send("POST /test/size HTTP/1.1\n" + HEAD + "Content-Length: 2048\n\n" + "x".repeat(2048));
            assertThat(second.answer()).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
            first.send("x".repeat(48));
            assertThat(first.answer()).endsWith("2048");
        }
    }

    @Test
    void aHalfSentHeadKeepsNothingOpen() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(new TestConfig().idleTimeout(Duration.ofSeconds(75)), time);
                RawClient silent = server.connect();
                RawClient half = server.connect();
                RawClient done = server.connect()) {
            half.send("GET /test/hello/1 HTTP/1.1\nHost: loc");
            done.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            done.answer();
            WebStats idle = new WebStats(3, 0, 0, 0, 0, 0);
            Await.until(() -> server.server().stats().equals(idle));
            time.advance(Duration.ofSeconds(76));
            assertThat(silent.closed()).isTrue();
            assertThat(half.closed()).isTrue();
            assertThat(done.closed()).isTrue();
            Await.until(() -> server.server().stats().connections() == 0);
        }
    }

    @Test
    void aRequestThatTakesLongIsNotIdle() throws Exception {
        SettableTime time = new SettableTime();
        Semaphore begun = new Semaphore(0);
        Semaphore go = new Semaphore(0);
        try (RunningServer server = RunningServer.start(
                        new TestConfig().idleTimeout(Duration.ofSeconds(75)),
                        time,
                        WebListener.NONE,
                        routes -> routes.on("GET", "/test/slow", Access.OPERATOR, exchange -> {
                            begun.release();
                            go.acquire();
                            exchange.answer(Answer.text(200, "text/plain", "at last"));
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/slow HTTP/1.1\n" + HEAD + "\n");
            begun.acquire();
            time.advance(Duration.ofSeconds(200));
            time.awaitScheduled();
            go.release();
            assertThat(client.answer()).endsWith("at last");
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
        try (RunningServer server = start(new TestConfig().maxConnections(2));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            assertThat(first.answer()).endsWith("hello 1");
            Await.until(() -> server.server().stats().connections() == 2);
            try (RawClient third = server.connect()) {
                assertThat(third.closed()).isTrue();
            }
            second.close();
            Await.until(() -> server.server().stats().connections() == 1);
            try (RawClient fourth = server.connect()) {
                fourth.send("GET /test/hello/4 HTTP/1.1\n" + HEAD + "\n");
                assertThat(fourth.answer()).endsWith("hello 4");
            }
        }
    }

    @Test
    void requestsBeyondTheLimitGet503() throws Exception {
        Semaphore go = new Semaphore(0);
        try (RunningServer server = RunningServer.start(
                        new TestConfig().maxRequests(1),
                        routes -> routes.on("GET", "/test/slow", Access.OPERATOR, exchange -> {
                            go.acquire();
                            exchange.answer(Answer.text(200, "text/plain", "at last"));
                        }));
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.send("GET /test/slow HTTP/1.1\n" + HEAD + "\n");
            Await.until(() -> server.server().stats().requests() == 1);
            second.send("GET /test/slow HTTP/1.1\n" + HEAD + "\n");
            assertThat(second.answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: ")
                    .contains("web.max-requests");
            go.release();
            assertThat(first.answer()).endsWith("at last");
        }
    }

    @Test
    void aClientThatVanishesInMidBodyLeavesNothingBehind() throws Exception {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Content-Length: 5000\n\n" + "x".repeat(1000));
            Await.until(() -> server.server().stats().bodyBytes() == 1000);
            client.vanish();
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void aSmallBodyOfARefusedRequestIsReadAndTheConnectionGoesOn() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/nowhere HTTP/1.1\n" + HEAD + "Content-Length: 4\n\nbody");
            assertThat(client.answer()).startsWith("HTTP/1.1 404").doesNotContain("onnection: close");
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).endsWith("hello 1");
        }
    }

    @Test
    void everyConnectionSendsWithoutDelay() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            client.answer();
            assertThat(server.server().peers())
                    .hasSize(1)
                    .allSatisfy(peer -> assertThat(peer.channel().config().getOption(ChannelOption.TCP_NODELAY))
                            .isTrue());
        }
    }

    @Test
    void anUpgradeWhoseSettingsCannotBeReadIsAnOrdinaryRequest() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + "Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\n"
                    + "HTTP2-Settings: !\nContent-Length: 2\n\nab");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n2");
            client.send("GET /test/hello/1 HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).endsWith("hello 1");
        }
    }

    @Test
    void anUpgradeIsAnsweredWhenItsBodyIsHere() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + UPGRADE + "Expect: 100-continue\n"
                    + "Transfer-Encoding: chunked\n\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 100");
            client.send("2\nab\n");
            Await.until(() -> server.server().stats().bodyBytes() == 2);
            client.send("0\n\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            Await.until(() -> server.server().stats().bodyBytes() == 0);
        }
    }

    @Test
    void anUpgradeWhoseBodyDoesNotComeEndsAsHttp11() throws Exception {
        SettableTime time = new SettableTime();
        try (RunningServer server = start(new TestConfig().idleTimeout(Duration.ofHours(1)), time);
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + UPGRADE + "Content-Length: 5\n\nab");
            Await.until(() -> server.server().stats().bodyBytes() == 2);
            time.advance(Duration.ofSeconds(61));
            Await.until(() -> server.server().stats().equals(new WebStats(1, 1, 0, 0, 0, 2)));
            time.awaitScheduled();
            time.advance(Duration.ofSeconds(61));
            assertThat(client.answer()).startsWith("HTTP/1.1 408");
            assertThat(client.closed()).isTrue();
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void aClientThatVanishesInMidUpgradeLeavesNothingBehind() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("POST /test/size HTTP/1.1\n" + HEAD + UPGRADE + "Content-Length: 5\n\nab");
            Await.until(() -> server.server().stats().bodyBytes() == 2);
            client.vanish();
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void overHttp2ASocketPathGets426WithoutTheHeaderThatIsForbiddenThere() throws Exception {
        try (RunningServer server = start(new TestConfig())) {
            HttpResponse<String> answer =
                    server.http2().send(server.request("/test/socket").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(426);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void aSocketPathAskedPlainlyGets426() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/socket HTTP/1.1\n" + HEAD + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 426").contains("Upgrade: websocket");
        }
    }

    private static RunningServer start(TestConfig config) {
        return RunningServer.start(config, WebProtocolTest::routes);
    }

    private static RunningServer start(TestConfig config, SettableTime time) {
        return RunningServer.start(config, time, WebListener.NONE, WebProtocolTest::routes);
    }

    private static void routes(Routes routes) {
        routes.on(
                "GET",
                "/test/hello/{n}",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", "hello " + exchange.pathParameter("n"))));
        routes.on(
                "POST",
                "/test/size",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", Integer.toString(exchange.body().length))));
        routes.on(
                "GET",
                "/test/query",
                Access.OPERATOR,
                exchange -> exchange.answer(
                        Answer.text(200, "text/plain", exchange.query("q").orElse(""))));
        routes.socket("/test/socket", Access.OPERATOR, (_, _) -> {
            throw new AssertionError("nobody asked");
        });
    }
}
