package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Routes.Access;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may come in, over real connections; the rules themselves are in {@link GateTest}. */
class WebAccessTest {

    @Test
    void withoutATokenSomebodyOnThisMachineIsLocal() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/who HTTP/1.1\nHost: localhost:" + server.port() + "\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("local");
        }
    }

    @Test
    void aNameThatADnsRebindingPageWouldUseIsRefused() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("GET /test/who HTTP/1.1\nHost: rebound.example\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 403")
                    .contains("rebound.example")
                    .contains("web.hosts");
        }
    }

    @Test
    void aPageFromElsewhereIsRefusedByNameOfTheKey() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send(
                    "POST /test/who HTTP/1.1\nHost: localhost\nOrigin: https://evil.example\nContent-Length: 0\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 403")
                    .contains("https://evil.example")
                    .contains("web.origins")
                    .doesNotContain("Access-Control");
        }
    }

    @Test
    void aListedPageMayReadTheAnswer() {
        try (RunningServer server = start(new TestConfig().origins("https://app.example"));
                RawClient client = server.connect()) {
            client.send("GET /test/who HTTP/1.1\nHost: localhost\nOrigin: https://app.example\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("Access-Control-Allow-Origin: https://app.example")
                    .contains("Vary: Origin");
        }
    }

    @Test
    void aListedPageMayReadARefusalToo() {
        try (RunningServer server =
                        start(new TestConfig().origins("https://app.example").token("t"));
                RawClient client = server.connect()) {
            client.send("GET /test/who HTTP/1.1\nHost: localhost\nOrigin: https://app.example\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 401")
                    .contains("Access-Control-Allow-Origin: https://app.example");
        }
    }

    @Test
    void aBrowserThatAsksForAListedPageGetsAPreflight() {
        try (RunningServer server =
                        start(new TestConfig().origins("https://app.example").token("t"));
                RawClient client = server.connect()) {
            client.send("OPTIONS /test/who HTTP/1.1\nHost: localhost\nOrigin: https://app.example\n"
                    + "Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: authorization\n\n");
            assertThat(client.until("\r\n\r\n"))
                    .startsWith("HTTP/1.1 204")
                    .contains("Access-Control-Allow-Origin: https://app.example")
                    .contains("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, POST")
                    .contains("Access-Control-Allow-Headers: authorization");
        }
    }

    @Test
    void aBrowserThatAsksForAnotherPageGetsARefusal() {
        try (RunningServer server = start(new TestConfig());
                RawClient client = server.connect()) {
            client.send("OPTIONS /test/who HTTP/1.1\nHost: localhost\nOrigin: https://evil.example\n"
                    + "Access-Control-Request-Method: POST\n\n");
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 403")
                    .contains("web.origins")
                    .doesNotContain("Access-Control-Allow");
        }
    }

    @Test
    void withATokenItIsAskedForAndHealthStaysOpen() {
        try (RunningServer server = start(new TestConfig().token("s3cret"));
                RawClient client = server.connect()) {
            client.send("GET /test/who HTTP/1.1\nHost: localhost\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 401").contains("WWW-Authenticate: Bearer");
            client.send("GET /test/who HTTP/1.1\nHost: box.example\nAuthorization: Bearer s3cret\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("operator");
            client.send("GET /healthz HTTP/1.1\nHost: anything.example\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void wrongTokensAreSlowedDown() {
        try (RunningServer server = start(new TestConfig().token("s3cret").failedLoginsPerMinute(2));
                RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET /test/who HTTP/1.1\nHost: localhost\nAuthorization: Bearer no\n\n");
                assertThat(client.answer()).startsWith("HTTP/1.1 401");
            }
            client.send("GET /test/who HTTP/1.1\nHost: localhost\nAuthorization: Bearer no\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 429").contains("Retry-After: ");
        }
    }

    @Test
    void beyondLoopbackWithoutATokenItRefusesToStart() {
        assertThatThrownBy(() -> listen(new TestConfig(), new Listen("0.0.0.0", 0, true)))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("SWITCHBOARD_TOKEN")
                .hasMessageContaining("--insecure");
    }

    @Test
    void beyondLoopbackItStartsWithATokenOrWhenToldTo() throws Exception {
        for (TestConfig config : List.of(new TestConfig().token("t"), new TestConfig().insecure(true))) {
            try (WebServer server = server(config)) {
                assertThat(server.start(List.of(), List.of(new Listen("0.0.0.0", 0, true))))
                        .hasSize(1);
            }
        }
    }

    @Test
    void aPortSomebodyAskedForThatIsTakenIsAnError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> listen(new TestConfig(), new Listen("127.0.0.1", taken.getLocalPort(), true)))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDefaultPortThatIsTakenIsSkipped() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                WebServer server = server(new TestConfig())) {
            List<InetSocketAddress> bound = server.start(
                    List.of(),
                    List.of(new Listen("127.0.0.1", taken.getLocalPort(), false), new Listen("127.0.0.1", 0, false)));
            assertThat(bound).isNotEmpty().noneMatch(address -> address.equals(taken.getLocalSocketAddress()));
        }
    }

    @Test
    void aCertificateThatIsNotThereIsAnErrorThatNamesTheKey() {
        TestConfig config = new TestConfig().tls(new WebConfig.Tls("/nowhere/cert.pem", "/nowhere/key.pem"));
        assertThatThrownBy(() -> listen(config, new Listen("127.0.0.1", 0, true)))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("web.tls.cert");
    }

    private static void listen(TestConfig config, Listen listen) throws ListenException {
        try (WebServer server = server(config)) {
            server.start(List.of(), List.of(listen));
        }
    }

    private static WebServer server(TestConfig config) {
        return new WebServer(config.build(), new SystemTime(), new RandomIds(), WebListener.NONE);
    }

    private static RunningServer start(TestConfig config) {
        return RunningServer.start(config, routes -> {
            routes.on(
                    "GET",
                    "/test/who",
                    Access.OPERATOR,
                    exchange -> exchange.answer(
                            Answer.text(200, "text/plain", exchange.principal().signature())));
            routes.on("POST", "/test/who", Access.OPERATOR, exchange -> exchange.answer(Answer.empty(204)));
        });
    }
}
