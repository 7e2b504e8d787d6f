package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.web.Routes.Access;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests get, over HTTP/1.1 and HTTP/2. */
class WebServerTest {
    private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();
    private RunningServer server = RunningServer.start(new TestConfig(), this::routes);

    @BeforeEach
    void forget() {
        threads.clear();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theHandlerGetsEverythingThatWasAsked() throws Exception {
        for (HttpClient client : List.of(server.http1(), server.http2())) {
            HttpRequest request = server.request("/test/echo/a%2Fb?q=%C3%A4&q=second&z=")
                    .header("X-Mine", "yes")
                    .POST(BodyPublishers.ofString("body"))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("X-Theirs")).hasValue("also");
            assertThat(answer.body())
                    .isEqualTo("POST /test/echo/a%2Fb a/b ä [q, z] yes body true http://127.0.0.1:" + server.port());
        }
    }

    @Test
    void aHandlerRunsOnANamedVirtualThread() throws Exception {
        get("/test/thread");
        assertThat(threads.poll(5, TimeUnit.SECONDS)).matches("http-test-\\d+ virtual");
    }

    @Test
    void aProblemIsRenderedByTheDoorOfThePath() throws Exception {
        HttpResponse<String> answer = get("/test/busy");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(answer.body()).contains("\"door\":\"test\"").contains("too_busy");
    }

    @Test
    void aBugIsAnIncidentAndNothingOfItIsTold() throws Exception {
        HttpResponse<String> answer = get("/test/bug");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("incident").doesNotContain("secret detail");
    }

    @Test
    void aHandlerThatAnswersNothingIsABug() throws Exception {
        assertThat(get("/test/silent").statusCode()).isEqualTo(500);
    }

    @Test
    void anUnknownPathIsRenderedByTheDoorOfItsPrefix() throws Exception {
        HttpResponse<String> answer = get("/test/nowhere");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"door\":\"test\"").contains("unknown_path");
    }

    @Test
    void anUnknownPathOutsideEveryPrefixIsAProblemDocument() throws Exception {
        HttpResponse<String> answer = get("/else");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"path\":\"/else\"")
                .contains("\"method\":\"GET\"")
                .contains("\"error\":");
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatAreTaken() throws Exception {
        HttpResponse<String> answer = send(server.request("/test/thread").DELETE());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
        assertThat(answer.body()).contains("\"door\":\"test\"");
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        for (HttpClient client : List.of(server.http1(), server.http2())) {
            HttpResponse<String> answer = client.send(
                    server.request("/test/text")
                            .method("HEAD", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Content-Length")).hasValue("4");
        }
    }

    @Test
    void headOnAStreamEndsAtOnce() throws Exception {
        HttpResponse<String> answer = send(server.request("/test/lines").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void optionsSaysWhatIsTaken() throws Exception {
        HttpResponse<String> answer = send(server.request("/test/text").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void aStreamArrivesAsItIsWritten() throws Exception {
        for (HttpClient client : List.of(server.http1(), server.http2())) {
            HttpResponse<String> answer =
                    client.send(server.request("/test/lines").build(), BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
            assertThat(answer.body().lines()).hasSize(1000).startsWith("line 0").endsWith("line 999");
        }
    }

    @Test
    void aLargeAnswerArrivesWhole() throws Exception {
        for (HttpClient client : List.of(server.http1(), server.http2())) {
            HttpResponse<byte[]> answer =
                    client.send(server.request("/test/large").build(), BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Length")).hasValue("5000000");
            assertThat(answer.body()).hasSize(5_000_000);
        }
    }

    @Test
    void aLargeBodyArrivesWhole() throws Exception {
        for (HttpClient client : List.of(server.http1(), server.http2())) {
            HttpRequest request = server.request("/test/size")
                    .POST(BodyPublishers.ofByteArray(new byte[5_000_000]))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("5000000");
        }
        assertThat(server.server().stats().bodyBytes()).isZero();
    }

    @Test
    void everyAnswerHasADate() throws Exception {
        assertThat(get("/test/text").headers().firstValue("Date").orElseThrow())
                .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    }

    @Test
    void theTraceOfTheCallerGoesOn() throws Exception {
        HttpResponse<String> answer = send(server.request("/test/trace")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(answer.body())
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .endsWith("-01")
                .doesNotContain("b7ad6b7169203331");
    }

    @Test
    void aBrokenTraceIsReplacedByANewOne() throws Exception {
        HttpResponse<String> answer = send(server.request("/test/trace").header("traceparent", "nonsense"));
        assertThat(TraceParent.parse(answer.body())).isPresent();
    }

    @Test
    void healthIsOpenAndReadyUntilItDrains() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void bothLoopbackAddressesAreListenedOnWhereTheMachineHasBoth() throws Exception {
        assertThat(server.addresses()).allMatch(address -> address.getAddress().isLoopbackAddress());
        assertThat(server.addresses()).allMatch(address -> address.getPort() == server.port());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(server.request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return server.http1().send(request.build(), BodyHandlers.ofString());
    }

    private void routes(Routes routes) {
        routes.on(
                "POST",
                "/test/echo/{name}",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(
                                201,
                                "text/plain",
                                String.join(
                                        " ",
                                        exchange.method(),
                                        exchange.path(),
                                        exchange.pathParameter("name"),
                                        exchange.query("q").orElse(""),
                                        exchange.queryNames().toString(),
                                        exchange.header("x-mine").orElse(""),
                                        new String(exchange.body(), StandardCharsets.UTF_8),
                                        Boolean.toString(exchange.fromLoopback()),
                                        exchange.baseUrl()))
                        .with("X-Theirs", "also")));
        routes.on("GET", "/test/thread", Access.OPERATOR, exchange -> {
            Thread thread = Thread.currentThread();
            threads.add(thread.getName() + (thread.isVirtual() ? " virtual" : " platform"));
            exchange.answer(Answer.empty(204));
        });
        routes.on("GET", "/test/busy", Access.OPERATOR, exchange -> {
            throw new ProblemException(new Problem.TooBusy("later", Duration.ofMillis(2500)));
        });
        routes.on("GET", "/test/bug", Access.OPERATOR, exchange -> {
            throw new IllegalStateException("secret detail");
        });
        routes.on("GET", "/test/silent", Access.OPERATOR, exchange -> {});
        routes.on(
                "GET",
                "/test/text",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", "text")));
        routes.on("GET", "/test/lines", Access.OPERATOR, exchange -> {
            BodyStream stream =
                    exchange.stream(200, List.of(new Exchange.Header("Content-Type", "application/x-ndjson")));
            for (int i = 0; i < 1000; i++) {
                stream.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
            stream.end();
        });
        routes.on(
                "GET",
                "/test/large",
                Access.OPERATOR,
                exchange -> exchange.answer(new Answer(200, List.of(), new byte[5_000_000])));
        routes.on(
                "POST",
                "/test/size",
                Access.OPERATOR,
                exchange -> exchange.answer(Answer.text(200, "text/plain", Integer.toString(exchange.body().length))));
        routes.on(
                "GET",
                "/test/trace",
                Access.OPERATOR,
                exchange -> exchange.answer(
                        Answer.text(200, "text/plain", exchange.trace().toString())));
    }
}
