package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Routes.Access;
import dev.switchboard.web.SocketHandler.Socket;
import dev.switchboard.web.SocketHandler.SocketListener;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the server goes. */
@Timeout(60)
class DrainTest {
    private static final String HEAD = " HTTP/1.1\nHost: localhost\n";

    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final Semaphore go = new Semaphore(0);

    @Test
    void anIdleServerDrainsAtOnceAndListensNoMore() throws Exception {
        try (RunningServer server = start()) {
            assertThat(server.server().drain(Duration.ofSeconds(30))).isTrue();
            Await.until(() -> refused(server));
        }
    }

    @Test
    void newRequestsOnOpenConnectionsAreRefusedAndTheOldOnesFinish() throws Exception {
        try (RunningServer server = start();
                RawClient busy = server.connect();
                RawClient idle = server.connect();
                RawClient probe = server.connect()) {
            busy.send("GET /test/slow" + HEAD + "\n");
            idle.send("GET /test/hello" + HEAD + "\n");
            assertThat(idle.answer()).endsWith("hello");
            assertThat(happened.poll(20, TimeUnit.SECONDS)).isEqualTo("handling");
            probe.send("GET /readyz" + HEAD + "\n");
            assertThat(probe.answer()).startsWith("HTTP/1.1 200");

            CompletableFuture<Boolean> drained = drain(server, Duration.ofSeconds(30));
            Await.until(() -> server.server().draining());
            idle.send("GET /test/hello" + HEAD + "\n");
            assertThat(idle.answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: ")
                    .contains("Connection: close")
                    .contains("shutting down");
            assertThat(idle.closed()).isTrue();
            probe.send("GET /readyz" + HEAD + "\n");
            assertThat(probe.answer()).startsWith("HTTP/1.1 503").contains("draining");
            assertThat(drained).isNotDone();

            go.release();
            assertThat(busy.answer()).endsWith("at last");
            assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void streamsAreToldOnce() throws Exception {
        try (RunningServer server = start();
                RawClient reader = server.connect()) {
            reader.send("GET /test/stream" + HEAD + "\n");
            reader.until("begun\n");
            CompletableFuture<Boolean> drained = drain(server, Duration.ofSeconds(30));
            assertThat(reader.until("0\r\n\r\n")).contains("told to go");
            assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void socketsHaveALastWordAndAreClosed() throws Exception {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket" + HEAD + "Upgrade: websocket\nConnection: Upgrade\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n");
            client.until("\r\n\r\n");
            Await.until(() -> server.server().stats().sockets() == 1);
            CompletableFuture<Boolean> drained = drain(server, Duration.ofSeconds(30));
            client.until("last word");
            assertThat(client.bytes(4)).startsWith((byte) 0x88).endsWith((byte) (1001 >> 8), (byte) 1001);
            assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(happened.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1001");
        }
    }

    @Test
    void whatDoesNotEndInTimeIsClosedWithTheServer() throws Exception {
        RunningServer server = start();
        try (server;
                RawClient client = server.connect()) {
            client.send("GET /test/slow" + HEAD + "\n");
            assertThat(happened.poll(20, TimeUnit.SECONDS)).isEqualTo("handling");
            assertThat(server.server().drain(Duration.ofMillis(50))).isFalse();
            server.close();
            assertThat(client.closed()).isTrue();
            assertThat(happened.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnected");
        }
    }

    @Test
    void aServerMayBeClosedTwiceAndBeforeItStarted() {
        RunningServer server = start();
        server.close();
        server.close();
        new WebServer(
                        new TestConfig().build(),
                        new SystemTime(),
                        new dev.switchboard.time.RandomIds(),
                        WebListener.NONE)
                .close();
    }

    private static boolean refused(RunningServer server) {
        try (RawClient client = server.connect()) {
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static CompletableFuture<Boolean> drain(RunningServer server, Duration patience) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.server().drain(patience);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private RunningServer start() {
        return RunningServer.start(new TestConfig(), routes -> {
            routes.on(
                    "GET",
                    "/test/hello",
                    Access.OPERATOR,
                    exchange -> exchange.answer(Answer.text(200, "text/plain", "hello")));
            routes.on("GET", "/test/slow", Access.OPERATOR, exchange -> {
                exchange.onDisconnect(() -> {
                    happened.add("disconnected");
                    go.release();
                });
                happened.add("handling");
                go.acquire();
                exchange.answer(Answer.text(200, "text/plain", "at last"));
            });
            routes.on("GET", "/test/stream", Access.OPERATOR, exchange -> {
                BodyStream stream = exchange.stream(200, List.of());
                Semaphore told = new Semaphore(0);
                stream.onDrain(told::release);
                stream.write("begun\n".getBytes(StandardCharsets.UTF_8));
                told.acquire();
                stream.write(("told to go " + told.availablePermits()).getBytes(StandardCharsets.UTF_8));
            });
            routes.socket("/test/socket", Access.OPERATOR, (_, socket) -> listener(socket));
        });
    }

    private SocketListener listener(Socket socket) {
        return new SocketListener() {
            @Override
            public void text(String message) {}

            @Override
            public void draining() {
                socket.send("last word");
            }

            @Override
            public void closed(int code, String reason) {
                happened.add("closed " + code);
            }
        };
    }
}
