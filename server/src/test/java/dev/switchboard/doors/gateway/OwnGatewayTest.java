package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.GatewayServer.LOCAL;
import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.wire.gateway.GatewayJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own gateway as doors in this process see it. */
class OwnGatewayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Semaphore news = new Semaphore(0);
    private GatewayServer server;

    @AfterEach
    void close() {
        server.close();
    }

    private Gateway gateway() {
        server = new GatewayServer(directory, new GatewayServer.Setup());
        return server.door.own().at(null, null, LOCAL);
    }

    private static ObjectNode params(String text) {
        return (ObjectNode) json(text);
    }

    private static void send(Gateway gateway, String message, String id) throws Exception {
        ObjectNode answer = gateway.call(
                "chat.send",
                params("{'sessionKey':'Room','message':'" + message + "','idempotencyKey':'" + id + "'}"),
                PATIENCE);
        assertThat(answer.path("status").asString("")).isEqualTo("started");
    }

    /** Reads until this turn's last chat event. */
    private List<LinkFrame> until(SessionReader reader, String turn) throws Exception {
        List<LinkFrame> frames = new ArrayList<>();
        while (true) {
            List<LinkFrame> next = reader.poll(10);
            if (next == null) {
                next = reader.catchUp(10);
            }
            frames.addAll(next);
            for (LinkFrame frame : next) {
                if (frame instanceof LinkFrame.Event event && ends(event, turn)) {
                    return frames;
                }
            }
            if (next.isEmpty()) {
                assertThat(news.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static boolean ends(LinkFrame.Event event, String turn) {
        JsonNode payload = payload(event);
        return payload.path("runId").asString("").equals(turn)
                && List.of("final", "error", "aborted")
                        .contains(payload.path("state").asString(""));
    }

    private static JsonNode payload(LinkFrame.Event event) {
        return GatewayJson.read(event.payload());
    }

    @Test
    void methodsAreCalledWithoutASocket() throws Exception {
        Gateway gateway = gateway();
        gateway.connect(PATIENCE);
        assertThat(gateway.canonical("Room")).isEqualTo("agent:main:room");
        ObjectNode patched = gateway.call("sessions.patch", params("{'key':'Room','label':'x'}"), PATIENCE);
        assertThat(patched.path("key").asString("")).isEqualTo("agent:main:room");
        ObjectNode done = gateway.call(
                "agent", params("{'message':'@say Yes.','idempotencyKey':'r1','sessionKey':'Room'}"), PATIENCE);
        assertThat(done.path("summary").asString("")).isEqualTo("completed");
        assertThat(gateway.call("chat.history", params("{'sessionKey':'ROOM'}"), PATIENCE)
                        .path("messages")
                        .get(0)
                        .path("content")
                        .isArray())
                .isTrue();
    }

    @Test
    void refusalsHaveTheirKind() throws Exception {
        Gateway gateway = gateway();
        assertThatThrownBy(() -> gateway.call("chat.send", params("{}"), PATIENCE))
                .isInstanceOfSatisfying(GatewayException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
                    assertThat(refusal.code()).isEqualTo("INVALID_REQUEST");
                    assertThat(refusal.retryable()).isFalse();
                });
        send(gateway, "@hang", "r1");
        assertThatThrownBy(() -> gateway.call("agent.wait", params("{'runId':'r1'}"), Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.TIMEOUT));
        assertThatThrownBy(() -> gateway.read(" ", null, () -> {}))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.INVALID));
    }

    @Test
    void aSessionIsReadAsItHappens() throws Exception {
        Gateway gateway = gateway();
        try (SessionReader reader = gateway.read("room", null, news::release)) {
            send(gateway, "@say Look.\\n@tool Glob {\\\"pattern\\\":\\\"*\\\"}\\n@say Done.", "r1");
            List<LinkFrame.Event> events = until(reader, "r1").stream()
                    .map(LinkFrame.Event.class::cast)
                    .toList();
            assertThat(events).noneMatch(LinkFrame.Event::replayed).noneMatch(LinkFrame.Event::synthetic);
            assertThat(events).extracting(LinkFrame.Event::name).contains("agent", "chat");
            assertThat(events.stream()
                            .map(OwnGatewayTest::payload)
                            .filter(payload ->
                                    payload.path("stream").asString("").equals("tool"))
                            .map(payload -> payload.path("data").path("phase").asString("")))
                    .containsExactly("start", "result");
            for (LinkFrame.Event event : events) {
                assertThat(event.seq()).isEqualTo(payload(event).path("seq").asLong());
            }
            assertThat(events).extracting(LinkFrame.Event::cursor).isSorted();
        }
    }

    @Test
    void whoComesBackIsToldWhatItMissedAndWhatItHadReadHalf() throws Exception {
        Gateway gateway = gateway();
        long half = 0;
        long whole = 0;
        try (SessionReader reader = gateway.read("room", null, news::release)) {
            send(gateway, "@say Hello.", "r1");
            for (LinkFrame frame : until(reader, "r1")) {
                half = whole;
                whole = ((LinkFrame.Event) frame).cursor();
            }
        }
        assertThat(half).isEqualTo(whole - 1);
        try (SessionReader reader = gateway.read("room", half, news::release)) {
            List<LinkFrame> again = until(reader, "r1");
            assertThat(again).hasSize(2).allMatch(frame -> ((LinkFrame.Event) frame).replayed());
            assertThat(payload((LinkFrame.Event) again.getFirst())
                            .path("data")
                            .path("phase")
                            .asString(""))
                    .isEqualTo("end");
        }
        try (SessionReader reader = gateway.read("room", whole, news::release)) {
            send(gateway, "@say Again.", "r2");
            assertThat(until(reader, "r2"))
                    .noneMatch(frame -> payload((LinkFrame.Event) frame)
                            .path("runId")
                            .asString("")
                            .equals("r1"));
        }
    }

    @Test
    void aPositionThatIsNotKnownIsAGapBeforeWhatComes() throws Exception {
        Gateway gateway = gateway();
        try (SessionReader reader = gateway.read("room", 4_711L, news::release)) {
            send(gateway, "@say Hello.", "r1");
            List<LinkFrame> frames = until(reader, "r1");
            assertThat(frames.getFirst()).isEqualTo(new LinkFrame.Resync("gap"));
            assertThat(frames.stream().skip(1)).allMatch(LinkFrame.Event.class::isInstance);
        }
    }

    @Test
    void whoShowsATokenMustShowTheRightOne() throws Exception {
        server = new GatewayServer(
                directory, new GatewayServer.Setup().token("right").password("open"));
        OwnGateways own = server.door.own();
        own.at(null, null, LOCAL).connect(PATIENCE);
        own.at(new Secret("right"), null, LOCAL).connect(PATIENCE);
        own.at(null, new Secret("open"), LOCAL).connect(PATIENCE);
        Gateway wrong = own.at(new Secret("wrong"), null, LOCAL);
        assertThatThrownBy(() -> wrong.connect(PATIENCE))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> wrong.call("health", params("{}"), PATIENCE)).isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> wrong.read("a", null, () -> {})).isInstanceOf(GatewayException.class);
    }
}
