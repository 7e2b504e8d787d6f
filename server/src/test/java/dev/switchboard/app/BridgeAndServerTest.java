package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.Browser;
import dev.switchboard.testing.SeedPage;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pages on the bridge of a whole server with the scripted model: sent, streamed, shown; left, killed, come back to. */
@Timeout(120)
class BridgeAndServerTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicInteger KEYS = new AtomicInteger();

    @TempDir
    static Path data;

    private static ServerProcess shared;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String key = "Bot_" + KEYS.incrementAndGet();
    private ServerProcess server;

    @BeforeAll
    static void serve() throws Exception {
        shared = ServerProcess.start(data, Map.of(), "--demo");
    }

    @BeforeEach
    void share() {
        server = shared;
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
    }

    @AfterEach
    void leave() throws Exception {
        client.shutdownNow();
        if (server != shared) {
            server.close();
        }
    }

    @Test
    void aPageShowsEachAnswerOnceAndWhole() throws Exception {
        SeedPage page = new SeedPage();
        Tab tab = new Tab(page, key).open(null);
        List<String> said = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            page.sent();
            chat(key, "@think hm\n@say Answer " + i + "\n@say with a second line.");
            tab.hearEnd();
            said.add("Answer " + i + "\nwith a second line.");
            assertThat(page.isLoading()).isFalse();
        }
        assertThat(page.messages()).isEqualTo(said);
        assertThat(page.errors()).isEmpty();
        tab.isNumberedWithoutGaps();
    }

    @Test
    void everythingIsSaidInTheOrderOfDocument004() throws Exception {
        Tab tab = new Tab(new SeedPage(), key).open(null);
        JsonNode accepted = chat(key, "@say Hey");
        tab.hearEnd();
        String turn = accepted.get("runId").stringValue();
        assertThat(accepted.get("status").stringValue()).isEqualTo("accepted");
        assertThat(tab.frames).allSatisfy(frame -> {
            assertThat(frame.get("payload").get("runId").stringValue()).isEqualTo(turn);
            assertThat(frame.get("payload").get("sessionKey").stringValue()).isEqualTo(canonical());
        });
        List<String> story = tab.frames.stream().map(BridgeAndServerTest::word).toList();
        assertThat(story.getFirst()).isEqualTo("agent lifecycle start");
        assertThat(story).contains("agent assistant", "chat delta");
        assertThat(story.subList(story.size() - 2, story.size())).containsExactly("agent lifecycle end", "chat final");
        int seq = 0;
        for (JsonNode frame : tab.frames) {
            int next = frame.get("payload").get("seq").intValue();
            boolean agent = frame.get("event").stringValue().equals("agent");
            assertThat(next).as(frame.toString()).isEqualTo(agent ? seq + 1 : seq);
            seq = next;
        }
    }

    @Test
    void toolsAreShown() throws Exception {
        SeedPage page = new SeedPage();
        Tab tab = new Tab(page, key).open(null);
        chat(key, "@say Look.\n@tool Glob {\"pattern\":\"*\"}\n@say Seen.");
        tab.hearEnd();
        assertThat(page.tools()).hasSize(1).containsValue("result");
        assertThat(page.messages()).containsExactly("Look.\n\nSeen.");
    }

    @Test
    void aModelThatFailsIsAnError() throws Exception {
        SeedPage page = new SeedPage();
        Tab tab = new Tab(page, key).open(null);
        page.sent();
        chat(key, "@fail 400");
        tab.hearEnd();
        assertThat(page.isLoading()).isFalse();
        assertThat(page.errors()).hasSize(1);
    }

    @Test
    void aTurnIsAbortedUnderAnySpellingAndItsSessionGoesOn() throws Exception {
        SeedPage page = new SeedPage();
        Tab tab = new Tab(page, key).open(null);
        page.sent();
        chat(key, "@say One moment\n@hang");
        tab.hear("chat delta");
        JsonNode aborted = post(
                "/openclaw/abort",
                JSON.createObjectNode().put("sessionKey", "agent:main:" + key.toUpperCase(Locale.ROOT)));
        assertThat(aborted.get("aborted").booleanValue()).isTrue();
        tab.hear("chat aborted");
        assertThat(page.isLoading()).isFalse();
        chat(key, "@say Back");
        tab.hear("chat final");
        assertThat(page.messages()).last().isEqualTo("Back");
    }

    @Test
    void twoPagesOfOneSessionSeeTheSameAndOneOfTwoSessionsSeesBoth() throws Exception {
        Tab first = new Tab(new SeedPage(), key).open(null);
        Tab second = new Tab(new SeedPage(), key).open(null);
        second.browser.subscribed(key + "_b");
        chat(key, "@say in a");
        first.hearEnd();
        second.hearEnd();
        assertThat(second.payloads()).last().isEqualTo(first.payloads().getLast());
        chat(key + "_b", "@say in b");
        second.hearEnd();
        assertThat(first.page.messages()).containsExactly("in a");
        assertThat(second.page.messages()).containsExactly("in a", "in b");
        second.isNumberedWithoutGaps();
    }

    @Test
    void aPageThatComesBackGetsWhatItMissed() throws Exception {
        SeedPage page = new SeedPage();
        Tab before = new Tab(page, key).open(null);
        chat(key, "@say one");
        before.hearEnd();
        before.browser.close();
        chat(key, "@say two");
        chat(key, "@say three");

        Tab after = new Tab(page, key).open(before.cursor);
        while (page.messages().size() < 3) {
            after.hearOne();
        }
        assertThat(page.messages()).containsExactly("one", "two", "three");
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfAnAnswerEndsItVisiblyAfterwards(@TempDir Path home) throws Exception {
        server = ServerProcess.start(home, Map.of(), "--demo");
        SeedPage page = new SeedPage();
        Tab before = new Tab(page, key).open(null);
        chat(key, "@say before");
        before.hearEnd();
        page.sent();
        chat(key, "@slow 40\n@say This answer is long enough to be cut off in the middle of what it has to say.");
        before.hear("chat delta");
        server.kill();

        server = ServerProcess.start(home, Map.of(), "--demo");
        Tab after = new Tab(page, key).open(before.cursor);
        after.hearEnd();
        assertThat(page.isLoading()).isFalse();
        assertThat(page.messages())
                .containsExactly(
                        "before", "This answer is long enough to be cut off in the middle of what it has to say.");
    }

    @Test
    void aPositionThatNeverWasIsAnsweredWithResync() throws Exception {
        Browser browser = Browser.connect(client, server.address().getPort(), "/openclaw/ws");
        browser.hears("{'type':'connected'}")
                .say("{'type':'subscribe','sessionKey':'" + key + "','since':4711}")
                .hears("{'type':'subscribed','sessionKey':'" + key + "'}")
                .hears("{'type':'resync','sessionKey':'" + key + "','reason':'gap'}");
        browser.close();
    }

    @Test
    void ownListenersAreServedInThisProcessAndOthersAreNotReached() throws Exception {
        ObjectNode ours = JSON.createObjectNode()
                .put("gatewayUrl", "ws://127.0.0.1:" + server.address().getPort());
        assertThat(post("/openclaw/detect", ours).get("success").booleanValue()).isTrue();
        ObjectNode none = JSON.createObjectNode().put("gatewayUrl", "ws://127.0.0.1:1");
        assertThat(server.post("/openclaw/detect", none.toString()).statusCode())
                .isEqualTo(502);
        ObjectNode elsewhere = JSON.createObjectNode().put("gatewayUrl", "ws://gateway.example:18789");
        assertThat(server.post("/openclaw/detect", elsewhere.toString()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void sessionsAreListedReadAndBegunAnew() throws Exception {
        JsonNode accepted = post("/openclaw/chat", JSON.createObjectNode().put("message", "@say first"));
        String fresh = accepted.get("sessionKey").stringValue();
        Tab tab = new Tab(new SeedPage(), fresh).open(0L);
        tab.hearEnd();
        JsonNode newest = post("/openclaw/sessions", JSON.createObjectNode().put("limit", 1))
                .get("sessions")
                .get(0);
        assertThat(newest.get("key").stringValue()).isEqualTo("agent:main:" + fresh);
        assertThat(newest.get("label").stringValue())
                .isEqualTo("@say first (" + fresh.substring(fresh.length() - 6) + ")");
        ObjectNode of = JSON.createObjectNode().put("sessionKey", fresh);
        assertThat(post("/openclaw/history", of).get("messages").size()).isEqualTo(2);
        post("/openclaw/reset", of);
        assertThat(post("/openclaw/history", of).get("messages").size()).isZero();
    }

    @Test
    void theSameMessageSentAgainIsTheSameTurn() throws Exception {
        Tab tab = new Tab(new SeedPage(), key).open(null);
        ObjectNode message = JSON.createObjectNode()
                .put("message", "@say once")
                .put("sessionId", key)
                .put("idempotencyKey", "turn-" + key);
        assertThat(post("/openclaw/chat", message).get("runId").stringValue()).isEqualTo("turn-" + key);
        tab.hearEnd();
        assertThat(post("/openclaw/chat", message).get("gatewayStatus").stringValue())
                .isEqualTo("ok");
        assertThat(tab.page.messages()).containsExactly("once");
    }

    @Test
    void metricsCountWhatTheBridgeDoes() throws Exception {
        Tab tab = new Tab(new SeedPage(), key).open(null);
        chat(key, "@say counted");
        tab.hearEnd();
        String metrics = server.get("/metrics").body();
        assertThat(metrics)
                .containsPattern("switchboard_bridge_sockets [1-9]")
                .containsPattern("switchboard_bridge_subscriptions [1-9]")
                .contains("switchboard_bridge_outbox_bytes_max ")
                .containsPattern("switchboard_bridge_events_total [1-9]");
    }

    private String canonical() {
        return "agent:main:" + key.toLowerCase(Locale.ROOT);
    }

    private JsonNode chat(String key, String message) throws Exception {
        return post(
                "/openclaw/chat",
                JSON.createObjectNode().put("message", message).put("sessionId", key));
    }

    private JsonNode post(String path, ObjectNode body) throws Exception {
        HttpResponse<String> answer = server.post(path, body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** What kind of event it is. */
    private static String word(JsonNode frame) {
        JsonNode payload = frame.path("payload");
        if (frame.path("event").asString("").equals("chat")) {
            return "chat " + payload.path("state").asString("");
        }
        String phase = payload.path("data").path("phase").asString("");
        return ("agent " + payload.path("stream").asString("") + " " + phase).strip();
    }

    /** A page and its socket. */
    private final class Tab {
        private final SeedPage page;
        private final String key;
        private final List<JsonNode> frames = new ArrayList<>();
        private final Browser browser = Browser.connect(client, server.address().getPort(), "/openclaw/ws");
        private long cursor;

        Tab(SeedPage page, String key) {
            this.page = page;
            this.key = key;
        }

        Tab open(@Nullable Long since) throws InterruptedException {
            page.hear(browser.next());
            browser.say("{'type':'subscribe','sessionKey':'" + key + "'" + (since == null ? "" : ",'since':" + since)
                    + "}");
            page.hear(browser.next());
            assertThat(page.isConnected() && page.isSubscribed()).isTrue();
            return this;
        }

        JsonNode hearOne() throws InterruptedException {
            JsonNode frame = browser.next();
            frames.add(frame);
            assertThat(frame.path("type").asString("")).as(frame.toString()).isEqualTo("event");
            cursor = Math.max(cursor, frame.get("cursor").longValue());
            page.hear(frame);
            return frame;
        }

        void hear(String word) throws InterruptedException {
            while (!word(hearOne()).equals(word)) {}
        }

        /** Hears until a turn has ended for the chat. */
        void hearEnd() throws InterruptedException {
            String word = word(hearOne());
            while (!word.matches("chat (final|error|aborted)")) {
                word = word(hearOne());
            }
        }

        List<JsonNode> payloads() {
            return frames.stream().map(frame -> frame.get("payload")).toList();
        }

        void isNumberedWithoutGaps() {
            for (int i = 0; i < frames.size(); i++) {
                assertThat(frames.get(i).get("bseq").longValue()).isEqualTo(i + 1L);
            }
        }
    }
}
