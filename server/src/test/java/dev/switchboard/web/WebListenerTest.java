package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Routes.Access;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What metrics hear of. */
class WebListenerTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebListener listener = new WebListener() {
        @Override
        public void answered(String door, String method, int status, Duration took) {
            heard.add(door + " " + method + " " + status + (took.isNegative() ? " negative" : ""));
        }

        @Override
        public void streamOpened(String door) {
            heard.add("opened " + door);
        }

        @Override
        public void streamClosed(String door) {
            heard.add("closed " + door);
        }
    };

    @Test
    void everyRequestIsHeardOfOnce() throws Exception {
        try (RunningServer server = RunningServer.start(new TestConfig(), new SystemTime(), listener, routes -> {
            routes.on("GET", "/test/a", Access.OPERATOR, exchange -> exchange.answer(Answer.empty(204)));
            routes.on("GET", "/test/s", Access.OPERATOR, exchange -> exchange.stream(200, List.of()));
        })) {
            for (HttpClient client : List.of(server.http1(), server.http2())) {
                client.send(server.request("/test/a").build(), BodyHandlers.discarding());
                assertThat(next()).isEqualTo("test GET 204");
                client.send(server.request("/test/nowhere").build(), BodyHandlers.discarding());
                assertThat(next()).isEqualTo("test GET 404");
                client.send(server.request("/else").build(), BodyHandlers.discarding());
                assertThat(next()).isEqualTo("none GET 404");
                client.send(
                        server.request("/test/a")
                                .method("STRANGE", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding());
                assertThat(next()).isEqualTo("test OTHER 405");
                client.send(server.request("/test/s").build(), BodyHandlers.discarding());
                assertThat(List.of(next(), next(), next()))
                        .containsExactly("opened test", "closed test", "test GET 200");
            }
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void aReaderThatLeftBeforeTheAnswerHasStatusZero() throws Exception {
        try (RunningServer server = RunningServer.start(
                        new TestConfig(),
                        new SystemTime(),
                        listener,
                        routes -> routes.on("GET", "/test/a", Access.OPERATOR, exchange -> {
                            var gone = new java.util.concurrent.CountDownLatch(1);
                            exchange.onDisconnect(gone::countDown);
                            heard.add("handling");
                            gone.await();
                        }));
                RawClient client = server.connect()) {
            client.send("GET /test/a HTTP/1.1\nHost: localhost\n\n");
            assertThat(next()).isEqualTo("handling");
            client.vanish();
            assertThat(next()).isEqualTo("test GET 0");
            Await.until(() -> server.server().stats().requests() == 0);
            assertThat(heard).isEmpty();
        }
    }

    private String next() throws InterruptedException {
        String word = heard.poll(20, TimeUnit.SECONDS);
        assertThat(word).isNotNull();
        return word;
    }
}
