package dev.switchboard.doors.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SettableTime;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What becomes of those who do not take what they are told. */
class SlowReaderTest {
    @TempDir
    private Path directory;

    private final SettableTime time = new SettableTime();
    private GatewayServer server;

    @BeforeEach
    void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup().time(time));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void speak(Peer peer, int bytes, String id) {
        peer.ok(
                "chat.send",
                "{'sessionKey':'a','message':'@slow 0\\n@text " + bytes + "','idempotencyKey':'" + id + "'}");
        peer.event(each -> each.path("payload").path("runId").asString("").equals(id)
                && each.path("payload").path("state").asString("").equals("final"));
    }

    @Test
    void whoFallsTooFarBehindIsSentAwayWhenItComesBack() {
        try (Peer slow = server.operator();
                Peer peer = server.operator()) {
            slow.stopReading();
            for (int i = 0; i < 10; i++) {
                speak(peer, 3_000_000, "r" + i);
            }
            slow.goOnReading();
            assertThat(slow.awaitClose()).isEqualTo("1008 slow consumer");
        }
    }

    @Test
    void aLongHistoryIsNoReasonToBeSentAway() {
        try (Peer peer = server.operator(3)) {
            for (int i = 0; i < 4; i++) {
                speak(peer, 1_400_000, "r" + i);
            }
            JsonNode history = peer.ok("chat.history", "{'sessionKey':'a'}");
            assertThat(history.toString()).hasSizeGreaterThan(4_000_000).hasSizeLessThan(6 << 20);
            peer.ok("health", "{}");
        }
    }
}
