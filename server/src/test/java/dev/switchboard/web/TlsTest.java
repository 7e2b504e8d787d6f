package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Routes.Access;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with PEM files, HTTP/2 by ALPN. The certificate is made by the JDK's own tool. */
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path directory;

    private KeyStore keys;

    @BeforeEach
    void makeACertificate() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "needs the JDK's keytool");
        Path store = directory.resolve("keys.p12");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
    }

    @Test
    void bothVersionsOfHttpAreSpokenOverTls() throws Exception {
        TestConfig config = new TestConfig().tls(new WebConfig.Tls(certificate().toString(), key().toString()));
        Door door = new TestDoor(
                "test",
                List.of("/test"),
                routes -> routes.on(
                        "POST",
                        "/test/url",
                        Access.OPERATOR,
                        exchange -> exchange.answer(
                                Answer.text(200, "text/plain", exchange.baseUrl() + exchange.body().length))));
        try (WebServer server = server(config)) {
            int port = server.start(List.of(door), List.of(new Listen("127.0.0.1", 0, true)))
                    .getFirst()
                    .getPort();
            for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(trust())
                        .build();
                URI uri = URI.create("https://127.0.0.1:" + port + "/test/url");
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[200_000]))
                        .build();
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo("https://127.0.0.1:" + port + "200000");
                client.shutdownNow();
            }
        }
    }

    @Test
    void aFileThatIsNoCertificateIsAnErrorThatSaysSo() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        TestConfig config = new TestConfig().tls(new WebConfig.Tls(nonsense.toString(), key().toString()));
        try (WebServer server = server(config)) {
            assertThatThrownBy(() -> server.start(List.of(), List.of(new Listen("127.0.0.1", 0, false))))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("web.tls");
        }
    }

    private static WebServer server(TestConfig config) {
        return new WebServer(config.build(), new SystemTime(), new RandomIds(), WebListener.NONE);
    }

    private Path certificate() throws Exception {
        return pem("cert.pem", "CERTIFICATE", keys.getCertificate("web").getEncoded());
    }

    private Path key() throws Exception {
        Key key = keys.getKey("web", PASSWORD);
        return pem("key.pem", "PRIVATE KEY", key.getEncoded());
    }

    private Path pem(String file, String kind, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                directory.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private SSLContext trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", keys.getCertificate("web"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
