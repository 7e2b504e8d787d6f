package dev.switchboard.doors.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.Browser;
import dev.switchboard.web.Await;
import dev.switchboard.web.RawClient;
import dev.switchboard.web.TestConfig;
import dev.switchboard.wire.bridge.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Many sockets, many sessions, and sockets that are read slowly. */
@Timeout(120)
class ManyBrowsersTest {
    private static final String UPGRADE = """
            GET /openclaw/ws HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;

    @Test
    void aThousandBrowsersReadOneSession() throws Exception {
        int browsers = 1000;
        int events = 20;
        try (BridgeServer server = BridgeServer.start()) {
            List<Browser> all = new ArrayList<>();
            for (int i = 0; i < browsers; i++) {
                all.add(server.browser().subscribed("a"));
            }
            assertThat(server.door.subscriptions()).isEqualTo(browsers);
            FakeSession session = server.gateways.ours.session("a");
            for (int i = 1; i <= events; i++) {
                session.event("chat", null, "{'n':" + i + "}");
            }
            for (Browser browser : all) {
                for (int i = 1; i <= events; i++) {
                    JsonNode event = browser.next();
                    assertThat(event.get("bseq").intValue()).isEqualTo(i);
                    assertThat(event.get("payload").get("n").intValue()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void theSessionsOfASocketTakeTurns() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeSession loud = server.gateways.ours.session("loud");
            FakeSession quiet = server.gateways.ours.session("quiet");
            for (int i = 0; i < 5000; i++) {
                loud.event("chat", null, "{'from':'loud','text':'" + "x".repeat(500) + "'}");
            }
            for (int i = 0; i < 100; i++) {
                quiet.event("chat", null, "{'from':'quiet'}");
            }
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'loud','since':0}")
                    .say("{'type':'subscribe','sessionKey':'quiet','since':0}");
            Map<String, Integer> heard = new HashMap<>();
            while (heard.getOrDefault("quiet", 0) < 100) {
                JsonNode frame = browser.next();
                if (frame.has("payload")) {
                    heard.merge(frame.get("payload").get("from").stringValue(), 1, Integer::sum);
                }
            }
            assertThat(heard.getOrDefault("loud", 0)).isLessThan(5000);
        }
    }

    /**
     * Subscribes and unsubscribes at random while all sessions speak. Every event has to come between the two answers, once and in order, and
     * the numbers of the socket must have no gaps.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBrowserThatChangesItsMindAllTheTimeHearsWhatItAskedForAndNothingElse(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> keys = List.of("a", "b", "c", "d");
        try (BridgeServer server = BridgeServer.start()) {
            AtomicBoolean over = new AtomicBoolean();
            Thread speaker = Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    keys.forEach(key -> server.gateways.ours.session(key).event("chat", null, "{'key':'" + key + "'}"));
                    LockSupport.parkNanos(50_000);
                }
            });
            Browser browser = server.browser();
            for (int i = 0; i < 300; i++) {
                String key = keys.get(random.nextInt(keys.size()));
                browser.say("{'type':'" + (random.nextBoolean() ? "subscribe" : "unsubscribe") + "','sessionKey':'"
                        + key + "'}");
            }
            keys.forEach(key -> browser.say("{'type':'unsubscribe','sessionKey':'" + key + "'}"));
            browser.say("{'type':'ping'}");
            Map<String, Long> open = new HashMap<>();
            long bseq = 0;
            for (JsonNode frame = browser.next();
                    !frame.get("type").stringValue().equals("pong");
                    frame = browser.next()) {
                switch (frame.get("type").stringValue()) {
                    case "subscribed" ->
                        open.putIfAbsent(frame.get("sessionKey").stringValue(), 0L);
                    case "unsubscribed" -> open.remove(frame.get("sessionKey").stringValue());
                    case "event" -> {
                        String key = frame.get("payload").get("key").stringValue();
                        long cursor = frame.get("cursor").longValue();
                        assertThat(open).as("seed %s", seed).containsKey(key);
                        assertThat(cursor).isGreaterThan(open.getOrDefault(key, Long.MAX_VALUE));
                        open.put(key, cursor);
                        assertThat(frame.get("bseq").longValue()).isEqualTo(++bseq);
                    }
                    default -> throw new AssertionError("seed " + seed + ": " + frame);
                }
            }
            browser.hearsNothing();
            over.set(true);
            speaker.join();
            assertThat(server.door.subscriptions()).isZero();
            Await.until(() -> keys.stream()
                    .allMatch(key -> server.gateways.ours.session(key).readers() == 0));
        }
    }

    @Test
    void aBrowserThatReadsSlowlyHoldsNobodyUpAndMissesNothing() throws Exception {
        int events = 20_000;
        TestConfig web = new TestConfig().socketOutboxBytes(256 * 1024);
        try (BridgeServer server = new BridgeServer.Setup().web(web).start();
                RawClient slow = RawClient.connect(server.port, 4096)) {
            slow.send(UPGRADE);
            slow.until("\r\n\r\n");
            assertThat(text(slow)).isEqualTo("{\"type\":\"connected\"}");
            slow.sendBytes(masked("{\"type\":\"subscribe\",\"sessionKey\":\"a\"}"));
            assertThat(text(slow)).contains("subscribed");
            Browser quick = server.browser().subscribed("a");
            FakeSession session = server.gateways.ours.session("a");
            for (int i = 1; i <= events; i++) {
                session.event("chat", null, "{'n':" + i + ",'text':'" + "x".repeat(400) + "'}");
            }
            for (int i = 1; i <= events; i++) {
                assertThat(quick.next().get("payload").get("n").intValue()).isEqualTo(i);
            }
            assertThat(server.door.largestOutbox()).isBetween(1, 64 * 1024);
            for (int i = 1; i <= events; i++) {
                JsonNode event = Json.read(text(slow));
                assertThat(event.get("bseq").intValue()).isEqualTo(i);
                assertThat(event.get("payload").get("n").intValue()).isEqualTo(i);
            }
            Await.until(() -> server.door.largestOutbox() == 0);
        }
    }

    /** A whole text frame of less than 64 KiB. */
    private static String text(RawClient client) {
        byte[] head = client.bytes(2);
        assertThat(head[0]).isEqualTo((byte) 0x81);
        int length = head[1];
        if (length == 126) {
            byte[] more = client.bytes(2);
            length = (more[0] & 0xFF) << 8 | (more[1] & 0xFF);
        }
        return new String(client.bytes(length), UTF_8);
    }

    /** A text frame of less than 126 bytes, masked with zeros. */
    private static byte[] masked(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length());
        for (int i = 0; i < text.length(); i++) {
            frame[6 + i] = (byte) text.charAt(i);
        }
        return frame;
    }
}
