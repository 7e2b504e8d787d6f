package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.web.Routes.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real {@code curl}, since its lines are what people paste. Goal: {@code --http2} really means HTTP/2, with a body, too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlTest {
    private RunningServer server = RunningServer.start(new TestConfig(), this::routes);

    @TempDir
    Path directory;

    @BeforeAll
    static void curlIsHere() throws Exception {
        boolean present;
        try {
            present = run(List.of("curl", "--version")).out().contains("HTTP2");
        } catch (IOException e) {
            present = false;
        }
        assumeTrue(present, "needs curl with HTTP/2");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http2", "--http2-prior-knowledge"})
    void aPostWithABodySpeaksHttp2AndStreams(String how) throws Exception {
        Result result = curl(how, "-N", "-H", "Content-Type: application/json", "-d", "{\"a\":1}", url("/test/lines"));
        assertThat(result.out()).isEqualTo("{\"a\":1}\n".repeat(100));
        assertThat(result.err()).contains("< HTTP/2 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http2", "--http2-prior-knowledge"})
    void aGetSpeaksHttp2(String how) throws Exception {
        Result result = curl(how, url("/test/hello"));
        assertThat(result.out()).isEqualTo("hello");
        assertThat(result.err()).contains("< HTTP/2 200");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 1_000_000, 3_000_000})
    void aBodyOfAnySizeSurvivesTheUpgrade(int bytes) throws Exception {
        Path body = directory.resolve("body");
        Files.write(body, new byte[bytes]);
        Result result = curl("--http2", "--data-binary", "@" + body, url("/test/size"));
        assertThat(result.out()).isEqualTo(Integer.toString(bytes));
        assertThat(result.err()).contains("< HTTP/2 200");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWhenAnUpgradeWasAskedFor() throws Exception {
        Path body = directory.resolve("large");
        Files.write(body, new byte[17 * 1024 * 1024]);
        Result result = curl("--http2", "--data-binary", "@" + body, url("/test/size"));
        assertThat(result.out()).contains("body_too_large");
        assertThat(result.err()).contains(" 413");
    }

    @Test
    void aForeignNameIsRefusedOverHttp2Too() throws Exception {
        Result result = curl("--http2-prior-knowledge", "-H", "Host: rebound.example", url("/test/hello"));
        assertThat(result.err()).contains("< HTTP/2 403");
        assertThat(result.out()).contains("rebound.example");
    }

    @Test
    void theOtherLoopbackAddressWorksOverHttp2Too() throws Exception {
        assumeTrue(server.addresses().size() == 2, "needs IPv6 on the loopback interface");
        Result result = curl("--http2-prior-knowledge", "http://[::1]:" + server.port() + "/test/hello");
        assertThat(result.err()).contains("< HTTP/2 200");
    }

    @Test
    void headersBeyondTheLimitGet431OverHttp2Too() throws Exception {
        Result result = curl("--http2-prior-knowledge", "-H", "X-Large: " + "x".repeat(20_000), url("/test/hello"));
        assertThat(result.err()).contains("< HTTP/2 431");
    }

    @Test
    void withoutAskingItIsHttp11() throws Exception {
        Result result = curl("-d", "x", url("/test/size"));
        assertThat(result.out()).isEqualTo("1");
        assertThat(result.err()).contains("< HTTP/1.1 200");
    }

    @Test
    void aLargeBodyOverHttp11IsAskedForFirst() throws Exception {
        Path body = directory.resolve("body11");
        Files.write(body, new byte[2_000_000]);
        Result result = curl("--data-binary", "@" + body, url("/test/size"));
        assertThat(result.out()).isEqualTo("2000000");
        assertThat(result.err()).contains("< HTTP/1.1 100 Continue");
    }

    private String url(String path) {
        return server.uri(path).toString();
    }

    private static Result curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-v", "-sS", "--max-time", "20", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("curl", "out");
        Path err = Files.createTempFile("curl", "err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("curl did not end: " + Files.readString(err));
            }
            return new Result(Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private void routes(Routes routes) {
        routes.on(
                "GET",
                "/test/hello",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", "hello")));
        routes.on(
                "POST",
                "/test/size",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", Integer.toString(exchange.body().length))));
        routes.on("POST", "/test/lines", Access.OPERATOR, exchange -> {
            BodyStream stream = exchange.stream(200, List.of());
            for (int i = 0; i < 100; i++) {
                stream.write(
                        (new String(exchange.body(), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private record Result(String out, String err) {}
}
