package dev.switchboard.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.egress.EgressException.Kind;
import dev.switchboard.time.SystemTime;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate for {@code pinned.example}, reached at the address that a resolver of the test makes up. */
class EgressTlsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static PfxOptions identity;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "needs keytool, which is a part of the JDK");
        Path store = directory.resolve("identity.p12");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=pinned.example",
                        "-ext",
                        "san=dns:pinned.example",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        identity = new PfxOptions().setPath(store.toString()).setPassword("changeit");
        server = VERTX.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(identity))
                .requestHandler(
                        request -> request.response().end(request.authority().host()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theNameDecidesAboutTheCertificateAndTheResolverAboutTheAddress() throws Exception {
        try (Egress egress = egress(new HttpClientOptions().setTrustOptions(identity));
                EgressResponse response = egress.send(request("pinned.example"))) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.next()).asString().isEqualTo("pinned.example");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        try (Egress egress = egress(new HttpClientOptions().setTrustOptions(identity))) {
            EgressException e =
                    catchThrowableOfType(EgressException.class, () -> egress.send(request("other.example")));

            assertThat(e.kind()).isEqualTo(Kind.NOT_CONNECTED);
            assertThat(e).hasMessageContaining("TLS failed").hasMessageContaining("other.example");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        try (Egress egress = egress(new HttpClientOptions())) {
            EgressException e =
                    catchThrowableOfType(EgressException.class, () -> egress.send(request("pinned.example")));

            assertThat(e.kind()).isEqualTo(Kind.NOT_CONNECTED);
            assertThat(e).hasMessageContaining("TLS failed");
        }
    }

    private static Egress egress(HttpClientOptions options) {
        return new Egress(
                new SystemTime(),
                "1",
                Proxies.NONE,
                (host, limit) -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                options);
    }

    private static EgressRequest request(String host) {
        return new EgressRequest(
                "GET",
                URI.create("https://" + host + ":" + server.actualPort() + "/"),
                Map.of(),
                new byte[0],
                Guard.ALLOW_ALL,
                new EgressRequest.Limits(LIMIT, LIMIT, LIMIT, 1000));
    }
}
