package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.web.Routes.Access;
import dev.switchboard.web.SocketHandler.Socket;
import dev.switchboard.web.SocketHandler.SocketListener;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets, by the JDK's client and by hand. */
@Timeout(60)
class SocketTest {
    private static final String UPGRADE = "Host: localhost\nUpgrade: websocket\nConnection: Upgrade\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n";

    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final TestConfig config = new TestConfig();
    private Time time = new SystemTime();

    @Test
    void messagesGoBothWaysInOrder() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/7?name=x");
            assertThat(client.next()).isEqualTo("hello 7 x");
            for (int i = 0; i < 500; i++) {
                client.socket.sendText("m" + i, true).join();
            }
            for (int i = 0; i < 500; i++) {
                assertThat(client.next()).isEqualTo("echo m" + i);
            }
        }
    }

    @Test
    void longAndForeignTextSurvives() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            for (String text :
                    List.of("", "ä€😀".repeat(10_000), "x".repeat(70_000), "x".repeat(125 - 5), "x".repeat(126 - 5))) {
                client.socket.sendText(text, true).join();
                assertThat(client.next()).isEqualTo("echo " + text);
            }
        }
    }

    @Test
    void aSocketMayBeOnTheRootBesideAPage() throws Exception {
        try (RunningServer server = RunningServer.start(config, routes -> {
            routes.on("GET", "/", Access.OPERATOR, exchange -> exchange.answer(Answer.text(200, "text/html", "page")));
            routes.socket("/", Access.OPERATOR, this::open);
        })) {
            assertThat(server.http1()
                            .send(server.request("/").build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("page");
            assertThat(connect(server, "/").next()).startsWith("hello");
        }
    }

    @Test
    void listenersHearOnNamedVirtualThreads() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("thread?", true).join();
            assertThat(client.next()).matches("socket-test-\\d+ virtual");
        }
    }

    @Test
    void closedIsHeardOnceWithTheCodeOfTheOtherSide() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendClose(4321, "enough").join();
            assertThat(next()).isEqualTo("closed 4321 enough");
            Await.until(() -> server.server().stats().sockets() == 0);
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aPeerThatVanishesIsClosedToo() throws Exception {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            client.vanish();
            assertThat(next()).startsWith("closed 1006");
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void ourGoodbyeComesAfterWhatWasSentBefore() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            Socket socket = sockets.take();
            for (int i = 0; i < 100; i++) {
                assertThat(socket.send("last words " + i)).isTrue();
            }
            socket.close(4000, "é".repeat(200));
            assertThat(socket.send("too late")).isFalse();
            client.next();
            for (int i = 0; i < 100; i++) {
                assertThat(client.next()).isEqualTo("last words " + i);
            }
            assertThat(client.next()).isEqualTo("closed 4000 " + "é".repeat(61));
            assertThat(next()).startsWith("closed 4000");
        }
    }

    @Test
    void aFullOutboxRefusesAndTheDoorDecides() throws Exception {
        config.socketOutboxBytes(64 * 1024);
        SettableTime clock = new SettableTime();
        time = clock;
        try (RunningServer server = start();
                RawClient client = RawClient.connect(server.port(), 4096)) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            client.until("\r\n\r\n");
            Socket socket = sockets.take();
            TextFrame frame = TextFrame.of("x".repeat(8000));
            AtomicInteger refusals = new AtomicInteger();
            Await.until(() -> (socket.send(frame) ? refusals.getAndSet(0) : refusals.incrementAndGet()) > 200);
            assertThat(server.server().stats().queuedBytes()).isBetween(1L, 64L * 1024);
            clock.advance(Duration.ofSeconds(61));
            assertThat(next()).isEqualTo("closed 1006 took nothing for too long");
            Await.until(() -> server.server().stats().equals(new WebStats(0, 0, 0, 0, 0, 0)));
        }
    }

    @Test
    void aMessageBeyondTheLimitEndsTheSocketWith1009() throws Exception {
        config.socketMessageBytes(2048);
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("x".repeat(3000), true).join();
            assertThat(client.next()).startsWith("closed 1009");
            assertThat(next()).startsWith("closed 1009");
        }
    }

    @Test
    void aDoorSaysHowLongMessagesMayBe() throws Exception {
        config.socketMessageBytes(2048);
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            sockets.take().messageBytes(200_000);
            client.socket.sendText("x".repeat(200_000), true).join();
            assertThat(client.next()).isEqualTo("echo " + "x".repeat(200_000));
            client.socket.sendText("x".repeat(200_001), true).join();
            assertThat(client.next()).startsWith("closed 1009");
        }
    }

    @Test
    void aFrameThatIsAnnouncedAsTooLongIsNotWaitedFor() throws Exception {
        config.socketMessageBytes(2048);
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            client.until("hello 1 ");
            client.sendBytes(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0});
            client.sendBytes(new byte[3000]);
            assertThat(next()).startsWith("closed 1009");
        }
    }

    @Test
    void aMessageInManyFramesIsPutTogether() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("a", false).join();
            client.socket.sendText("b", false).join();
            client.socket.sendText("c", true).join();
            assertThat(client.next()).isEqualTo("echo abc");
        }
    }

    @Test
    void aFragmentedMessageBeyondTheLimitEndsTheSocketToo() throws Exception {
        config.socketMessageBytes(2048);
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("x".repeat(1500), false).join();
            client.socket.sendText("x".repeat(1500), true).join();
            assertThat(client.next()).startsWith("closed 1009");
            assertThat(next()).startsWith("closed 1009");
        }
    }

    @Test
    void textThatIsNotUtf8EndsTheSocket() throws Exception {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            client.until("hello 1 ");
            client.sendBytes(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xC3, 0x28});
            assertThat(next()).startsWith("closed 1007");
        }
    }

    @Test
    void aMessageWhoseFirstFrameIsEmptyIsPutTogether() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("", false).join();
            client.socket.sendText("x", true).join();
            assertThat(client.next()).isEqualTo("echo x");
        }
    }

    @Test
    void aBinaryMessageIsNotUnderstood() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket
                    .sendBinary(java.nio.ByteBuffer.wrap(new byte[] {1, 2}), true)
                    .join();
            assertThat(client.next()).startsWith("closed 1003");
        }
    }

    @Test
    void aBugInAListenerEndsTheSocketWith1011AndNothingOfItIsTold() throws Exception {
        try (RunningServer server = start()) {
            Client client = connect(server, "/test/socket/1");
            client.next();
            client.socket.sendText("bug!", true).join();
            assertThat(client.next()).startsWith("closed 1011 incident ").doesNotContain("secret");
            assertThat(next()).startsWith("closed 1011");
        }
    }

    @Test
    void aSilentPeerIsAskedAndThenLeft() throws Exception {
        SettableTime clock = new SettableTime();
        time = clock;
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            client.until("hello 1 ");
            clock.awaitScheduled();
            clock.advance(Duration.ofSeconds(31));
            assertThat(client.bytes(2)).containsExactly((byte) 0x89, 0);
            clock.awaitScheduled();
            clock.advance(Duration.ofSeconds(50));
            assertThat(next()).isEqualTo("closed 1006 gave no sign of life");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void aPeerThatAnswersPingsStays() throws Exception {
        SettableTime clock = new SettableTime();
        time = clock;
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\n" + UPGRADE + "\n");
            client.until("hello 1 ");
            for (int i = 0; i < 5; i++) {
                clock.awaitScheduled();
                clock.advance(Duration.ofSeconds(31));
                assertThat(client.bytes(2)).containsExactly((byte) 0x89, 0);
                client.sendBytes(new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}); // A pong, masked with zeros.
                client.sendBytes(text("ping " + i)); // What comes after the pong proves that it was heard.
                assertThat(client.until("echo ping " + i)).contains("echo");
            }
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aDoorMayRefuseTheUpgradeInItsOwnWords() throws Exception {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/refused HTTP/1.1\n" + UPGRADE + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 404").contains("\"door\":\"test\"");
            client.send("GET /test/refused HTTP/1.1\n" + UPGRADE + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aPageFromElsewhereGetsNoSocket() throws Exception {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\nOrigin: https://evil.example\n" + UPGRADE + "\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 403").contains("web.origins");
            assertThat(sockets).isEmpty();
        }
    }

    @Test
    void aTokenMayComeInTheQuery() throws Exception {
        config.token("s3cret");
        try (RunningServer server = start()) {
            assertThatThrownBy(() -> connect(server, "/test/socket/1"))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
            assertThat(connect(server, "/test/socket/1?token=s3cret").next()).startsWith("hello");
        }
    }

    @Test
    void aHandshakeThatIsNoneGets400() {
        try (RunningServer server = start();
                RawClient client = server.connect()) {
            client.send("GET /test/socket/1 HTTP/1.1\nHost: localhost\nUpgrade: websocket\nConnection: Upgrade\n\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("Sec-WebSocket-Key");
        }
    }

    @Test
    void manySocketsShareOneFrame() throws Exception {
        int count = 200;
        try (RunningServer server = start()) {
            List<Client> clients = new ArrayList<>();
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(connect(server, "/test/socket/" + i));
                open.add(sockets.take());
            }
            for (int n = 0; n < 20; n++) {
                TextFrame frame = TextFrame.of("news " + n);
                open.forEach(socket -> assertThat(socket.send(frame)).isTrue());
            }
            for (Client client : clients) {
                client.next();
                for (int n = 0; n < 20; n++) {
                    assertThat(client.next()).isEqualTo("news " + n);
                }
            }
            assertThat(server.server().stats().sockets()).isEqualTo(count);
        }
    }

    private SocketListener open(Exchange request, Socket socket) {
        sockets.add(socket);
        String name = request.path().equals("/") ? "" : request.pathParameter("n");
        socket.send("hello " + name + " " + request.query("name").orElse(""));
        return new SocketListener() {
            @Override
            public void text(String message) {
                if (message.equals("bug!")) {
                    throw new IllegalStateException("secret");
                }
                Thread thread = Thread.currentThread();
                socket.send(
                        message.equals("thread?")
                                ? thread.getName() + (thread.isVirtual() ? " virtual" : " platform")
                                : "echo " + message);
            }

            @Override
            public void closed(int code, String reason) {
                happened.add("closed " + code + (reason.isEmpty() ? "" : " " + reason));
            }
        };
    }

    private RunningServer start() {
        return RunningServer.start(config, time, WebListener.NONE, routes -> {
            routes.socket("/test/socket/{n}", Access.OPERATOR, this::open);
            routes.socket("/test/refused", Access.DOOR, (_, _) -> {
                throw new ProblemException(new Problem.NotFound("socket", "refused"));
            });
        });
    }

    private String next() throws InterruptedException {
        String word = happened.poll(20, TimeUnit.SECONDS);
        assertThat(word).isNotNull();
        return word;
    }

    /** A text frame of less than 126 bytes, masked with zeros. */
    private static byte[] text(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length());
        for (int i = 0; i < text.length(); i++) {
            frame[6 + i] = (byte) text.charAt(i);
        }
        return frame;
    }

    private static Client connect(RunningServer server, String path) {
        Client client = new Client();
        client.socket = server.http1()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), client)
                .join();
        return client;
    }

    private static final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        String next() throws InterruptedException {
            String text = heard.poll(20, TimeUnit.SECONDS);
            assertThat(text).isNotNull();
            return text;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            heard.add("closed " + code + " " + reason);
            return null;
        }
    }
}
