package dev.switchboard.doors.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.gateway.methods.Verbosity;
import dev.switchboard.principal.Principal;
import dev.switchboard.time.SettableTime;
import dev.switchboard.web.OutboxSource;
import dev.switchboard.web.SocketHandler;
import dev.switchboard.web.TextFrame;
import dev.switchboard.wire.gateway.ConnectParams;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import dev.switchboard.wire.gateway.GatewayJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits for a client that takes its time. */
class OutgoingTest {
    private final SettableTime time = new SettableTime();
    private final FakeSocket socket = new FakeSocket();
    private final Outgoing outgoing = new Outgoing(member(), new Verbosity(), time, socket);

    @Test
    void whoTakesNothingForLongIsToldWhyAndThenCutOff() throws Exception {
        socket.bytes = 100_000;
        outgoing.answer(response(10));
        time.advance(Duration.ofSeconds(45));
        assertThat(socket.next()).isEqualTo("close 1008 slow consumer");
        time.advance(Duration.ofSeconds(5));
        assertThat(socket.next()).isEqualTo("cut");
    }

    @Test
    void whoTakesSomethingIsGivenMoreTime() throws Exception {
        socket.bytes = 100_000;
        outgoing.answer(response(10));
        socket.bytes = 90_000;
        int scheduled = time.scheduled();
        time.advance(Duration.ofSeconds(45));
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); time.scheduled() < scheduled; ) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(socket.said).isEmpty();
        time.advance(Duration.ofSeconds(45));
        assertThat(socket.next()).isEqualTo("close 1008 slow consumer");
    }

    @Test
    void whoHasLittleToTakeInIsNotWatched() {
        socket.bytes = 1_000;
        outgoing.answer(response(10));
        assertThat(time.scheduled()).isZero();
    }

    @Test
    void answersThatPileUpEndTheConnection() throws Exception {
        outgoing.answer(response(20_000_000));
        assertThat(socket.said).isEmpty();
        outgoing.answer(response(10));
        assertThat(socket.next()).isEqualTo("close 1008 slow consumer");
    }

    @Test
    void ofWhatIsToldAgainTheLatestWaits() {
        Shelf shelf = new Shelf(3);
        outgoing.notice(notice("tick", 1));
        outgoing.notice(notice("presence", 1));
        outgoing.notice(notice("tick", 2));
        outgoing.fill(shelf);
        assertThat(shelf.taken)
                .containsExactly(
                        "{\"type\":\"event\",\"event\":\"tick\",\"payload\":{\"n\":2},\"seq\":1}",
                        "{\"type\":\"event\",\"event\":\"presence\",\"payload\":{\"n\":1},\"seq\":2}");
    }

    @Test
    void onlyWhatIsTakenHasANumber() {
        Shelf full = new Shelf(1);
        outgoing.event(notice("a", 1));
        outgoing.event(notice("b", 2));
        outgoing.fill(full);
        Shelf empty = new Shelf(3);
        outgoing.event(notice("c", 3));
        outgoing.fill(empty);
        assertThat(full.taken).singleElement().asString().contains("\"event\":\"a\"", "\"seq\":1}");
        assertThat(empty.taken).hasSize(2);
        assertThat(empty.taken.get(0)).contains("\"event\":\"b\"", "\"seq\":2}");
        assertThat(empty.taken.get(1)).contains("\"event\":\"c\"", "\"seq\":3}");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        outgoing.event(notice("a", 1));
        outgoing.close();
        outgoing.event(notice("b", 2));
        outgoing.notice(notice("c", 3));
        Shelf shelf = new Shelf(3);
        outgoing.fill(shelf);
        assertThat(shelf.taken).isEmpty();
    }

    private static Response response(int chars) {
        return Response.ok("1", GatewayJson.object().put("text", "x".repeat(chars)));
    }

    private static Notice notice(String event, int number) {
        return new Notice(event, GatewayJson.bytes(GatewayJson.object().put("n", number)), null);
    }

    private Member member() {
        ConnectParams.Client client = new ConnectParams.Client("test", null, "1", "linux", null, null, "test", null);
        return new Member(
                "c1",
                Dialect.P4,
                new Principal.Local(),
                "operator",
                List.of(),
                Set.of(),
                client,
                null,
                "none",
                null,
                time.now());
    }

    /** Takes so many messages. */
    private static final class Shelf implements OutboxSource.Outbox {
        final List<String> taken = new ArrayList<>();
        private final int room;

        Shelf(int room) {
            this.room = room;
        }

        @Override
        public boolean offer(TextFrame frame) {
            return take("frame of " + frame.bytes());
        }

        @Override
        public boolean offer(byte[] head, byte[] shared, byte[] tail) {
            return take(text(head) + text(shared) + text(tail));
        }

        private boolean take(String text) {
            if (taken.size() == room) {
                return false;
            }
            taken.add(text);
            return true;
        }

        private static String text(byte[] part) {
            return new String(part, StandardCharsets.UTF_8);
        }
    }

    /** Says what was done to it. */
    private static final class FakeSocket implements SocketHandler.Socket {
        final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        volatile int bytes;

        String next() throws InterruptedException {
            return said.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public boolean send(TextFrame frame) {
            return true;
        }

        @Override
        public void source(OutboxSource source) {}

        @Override
        public void news() {}

        @Override
        public void messageBytes(int limit) {}

        @Override
        public int outboxBytes() {
            return bytes;
        }

        @Override
        public void close(int code, String reason) {
            said.add("close " + code + " " + reason);
        }

        @Override
        public void cut() {
            said.add("cut");
        }
    }
}
