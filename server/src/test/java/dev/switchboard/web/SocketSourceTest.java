package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.web.OutboxSource.Outbox;
import dev.switchboard.web.Routes.Access;
import dev.switchboard.web.SocketHandler.Socket;
import dev.switchboard.web.SocketHandler.SocketListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that fetch what they send. */
@Timeout(60)
class SocketSourceTest {
    private static final String UPGRADE = """
            GET /test/socket HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;
    private static final byte[] NOTHING = {};

    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final TestConfig config = new TestConfig();
    private final Time time = new SystemTime();

    @Test
    void whatTheSourceHasBeforeTheFirstNewsIsFetched() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Shelf shelf = new Shelf();
            shelf.put("first");
            next(sockets).source(shelf);
            assertThat(text(client)).isEqualTo("first");
        }
    }

    @Test
    void newsAreFetchedOnTheEventLoop() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Shelf shelf = new Shelf();
            Socket socket = next(sockets);
            socket.source(shelf);
            for (int i = 0; i < 2000; i++) {
                shelf.put("m" + i);
                socket.news();
            }
            for (int i = 0; i < 2000; i++) {
                assertThat(text(client)).isEqualTo("m" + i);
            }
            assertThat(shelf.askedBy).hasSize(1).allMatch(name -> name.contains("eventloop"));
        }
    }

    @Test
    void partsAreOneMessageWhateverTheirLengths() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Socket socket = next(sockets);
            byte[] shared = "ä€😀".repeat(20_000).getBytes(StandardCharsets.UTF_8);
            AtomicInteger asked = new AtomicInteger();
            socket.source(room -> {
                if (asked.getAndIncrement() == 0) {
                    assertThat(room.offer(bytes("{\"n\":1,\"x\":"), bytes("\"é\""), bytes("}")))
                            .isTrue();
                    assertThat(room.offer(NOTHING, bytes("only"), NOTHING)).isTrue();
                    assertThat(room.offer(bytes("<"), shared, bytes(">"))).isTrue();
                    assertThat(room.offer(TextFrame.of("whole"))).isTrue();
                }
            });
            assertThat(text(client)).isEqualTo("{\"n\":1,\"x\":\"é\"}");
            assertThat(text(client)).isEqualTo("only");
            assertThat(text(client)).isEqualTo("<" + "ä€😀".repeat(20_000) + ">");
            assertThat(text(client)).isEqualTo("whole");
        }
    }

    @Test
    void whatIsSentAndWhatIsOfferedLeaveInTheOrderOfTheCalls() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Socket socket = next(sockets);
            AtomicInteger asked = new AtomicInteger();
            socket.source(room -> {
                if (asked.getAndIncrement() == 0) {
                    room.offer(TextFrame.of("1"));
                    socket.send("2");
                    room.offer(bytes("3"), NOTHING, NOTHING);
                    socket.send("4");
                }
            });
            for (String expected : new String[] {"1", "2", "3", "4"}) {
                assertThat(text(client)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSlowReaderLeavesWhatItDoesNotTakeWithTheSource() throws Exception {
        config.socketOutboxBytes(256 * 1024);
        int count = 20_000;
        try (RunningServer server = start();
                RawClient client = RawClient.connect(server.port(), 4096)) {
            upgrade(client);
            Shelf shelf = new Shelf();
            Socket socket = next(sockets);
            socket.source(shelf);
            for (int i = 0; i < count; i++) {
                shelf.put("x".repeat(990) + String.format("%010d", i));
                socket.news();
            }
            Await.until(() -> shelf.refused.get() > 0);
            assertThat(socket.outboxBytes()).isBetween(1, 64 * 1024);
            assertThat(socket.send("an answer has room")).isTrue();
            boolean answered = false;
            int next = 0;
            while (next < count) {
                String text = text(client);
                if (text.equals("an answer has room")) {
                    answered = true;
                } else {
                    assertThat(text).endsWith(String.format("%010d", next++));
                }
            }
            assertThat(answered).isTrue();
            assertThat(shelf.rest()).isZero();
            Await.until(
                    () -> socket.outboxBytes() == 0 && server.server().stats().queuedBytes() == 0);
        }
    }

    @Test
    void aMessageLargerThanTheShareOfTheSourceLeavesAlone() throws Exception {
        config.socketOutboxBytes(64 * 1024);
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Shelf shelf = new Shelf();
            for (int i = 0; i < 5; i++) {
                shelf.put("x".repeat(200_000) + i);
            }
            next(sockets).source(shelf);
            for (int i = 0; i < 5; i++) {
                assertThat(text(client)).hasSize(200_001).endsWith("" + i);
            }
        }
    }

    @Test
    void aSourceIsNotAskedAfterTheGoodbye() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            Shelf shelf = new Shelf();
            Socket socket = next(sockets);
            socket.source(shelf);
            socket.close(4000, "enough");
            shelf.put("too late");
            socket.news();
            assertThat(client.bytes(1)).containsExactly((byte) 0x88);
            client.vanish();
            assertThat(next(closed)).startsWith("closed");
            socket.news();
            assertThat(shelf.rest()).isEqualTo(1);
        }
    }

    @Test
    void aBugInASourceEndsTheSocketWith1011() throws Exception {
        try (RunningServer server = start();
                RawClient client = upgraded(server)) {
            next(sockets).source(_ -> {
                throw new IllegalStateException("secret");
            });
            byte[] head = client.bytes(4);
            assertThat(head[0]).isEqualTo((byte) 0x88);
            assertThat(ByteBuffer.wrap(head).getShort(2)).isEqualTo((short) 1011);
            assertThat(new String(client.bytes(head[1] - 2), StandardCharsets.UTF_8))
                    .startsWith("incident ")
                    .doesNotContain("secret");
        }
    }

    @Test
    void whatWaitsTogetherIsTakenAsOnePiece() {
        Pieces pieces = new Pieces();
        for (int i = 0; i < 100; i++) {
            pieces.add(bytes("head " + i));
            pieces.add(bytes("shared"));
        }
        int all = pieces.bytes();
        assertThat(pieces.take()).hasSize(all);
        assertThat(pieces.take()).isEmpty();
        assertThat(pieces.bytes()).isZero();
    }

    private RunningServer start() {
        return RunningServer.start(
                config,
                time,
                WebListener.NONE,
                routes -> routes.socket("/test/socket", Access.OPERATOR, (_, socket) -> {
                    sockets.add(socket);
                    return new SocketListener() {
                        @Override
                        public void text(String message) {}

                        @Override
                        public void closed(int code, String reason) {
                            closed.add("closed " + code);
                        }
                    };
                }));
    }

    private static RawClient upgraded(RunningServer server) {
        return upgrade(server.connect());
    }

    private static RawClient upgrade(RawClient client) {
        client.send(UPGRADE);
        assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
        return client;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        @Nullable T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** The next message, which has to be a whole text frame. */
    private static String text(RawClient client) {
        byte[] head = client.bytes(2);
        assertThat(head).hasSize(2);
        assertThat(head[0]).isEqualTo((byte) 0x81);
        long length = switch (head[1]) {
            case 126 -> ByteBuffer.wrap(client.bytes(2)).getShort() & 0xFFFF;
            case 127 -> ByteBuffer.wrap(client.bytes(8)).getLong();
            default -> head[1];
        };
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(client.bytes((int) length));
        return text.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A source with messages that wait to be fetched. */
    private static final class Shelf implements OutboxSource {
        final Set<String> askedBy = ConcurrentHashMap.newKeySet();
        final AtomicInteger refused = new AtomicInteger();
        private final ArrayDeque<String> waiting = new ArrayDeque<>();

        synchronized void put(String text) {
            waiting.add(text);
        }

        synchronized int rest() {
            return waiting.size();
        }

        @Override
        public synchronized void fill(Outbox room) {
            askedBy.add(Thread.currentThread().getName());
            for (String text = waiting.peek(); text != null; text = waiting.peek()) {
                if (!room.offer(NOTHING, bytes(text), NOTHING)) {
                    refused.incrementAndGet();
                    return;
                }
                waiting.remove();
            }
        }
    }
}
