package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.testing.Browser;
import dev.switchboard.testing.SeedPage;
import dev.switchboard.wire.bridge.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Document 004, section by section, with its own examples; then whole conversations as a page of section 5 ends up showing them. */
@Timeout(60)
class Document004Test {
    private static final String KEY = "bot_1734567890123";
    private static final String CANONICAL = "agent:main:bot_1734567890123";

    private BridgeServer server;
    private FakeSession session;

    @BeforeEach
    void start() throws Exception {
        server = BridgeServer.start();
        session = server.gateways.other("ws://127.0.0.1:18789").session(KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void section1ConnectionIsConfirmed() throws Exception {
        server.browser("/openclaw/ws").hears("{'type':'connected'}");
    }

    @Test
    void section2SubscribingAndUnsubscribing() throws Exception {
        Browser browser = subscribed();
        browser.say("{'type':'unsubscribe','sessionKey':'bot_1734567890123'}")
                .hears("{'type':'unsubscribed','sessionKey':'bot_1734567890123'}");
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, CANONICAL})
    void section23EitherSpellingReadsTheSession(String key) throws Exception {
        Browser browser = server.browser();
        browser.say("{'type':'subscribe','sessionKey':'" + key + "','config':{'gatewayUrl':'ws://127.0.0.1:18789'}}")
                .hears("{'type':'subscribed','sessionKey':'" + key + "'}");
        session.event("chat", null, "{'sessionKey':'KEY'}");
        assertThat(browser.next().get("payload").get("sessionKey").stringValue())
                .isEqualTo(CANONICAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'seq':5,'state':'delta','message':{'role':'assistant','content':[{'type':'text','text':'Hello!'}],'timestamp':1734567890123}",
                "'seq':5,'state':'final','message':{'role':'assistant','content':[{'type':'text','text':'Hello!'}],'timestamp':1734567890123}",
                "'seq':5,'state':'error','errorMessage':'optional error message'",
                "'seq':5,'state':'aborted'"
            })
    void section31ChatEvents(String rest) throws Exception {
        passesOn("chat", "{'runId':'run_1734567890123_abc','sessionKey':'KEY'," + rest + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'stream':'assistant','ts':1734567890123,'data':{'text':'Hello! How can I help?','delta':' help?'}",
                "'stream':'lifecycle','ts':1734567890123,'data':{'phase':'start','startedAt':1734567890123}",
                "'stream':'lifecycle','ts':1734567890123,'data':{'phase':'end','startedAt':1734567890123,'endedAt':1734567891234}",
                "'stream':'lifecycle','ts':1734567890123,'data':{'phase':'error','error':'no','endedAt':1734567891234}",
                "'stream':'tool','ts':1,'data':{'phase':'start','name':'search','toolCallId':'call_abc123','args':{'query':'hello'}}",
                "'stream':'tool','ts':1,'data':{'phase':'update','name':'search','toolCallId':'call_abc123','partialResult':'x'}",
                "'stream':'tool','ts':1,'data':{'phase':'result','name':'search','toolCallId':'call_abc123','result':{'a':[1]}}",
                "'stream':'tool','ts':1,'data':{'phase':'end','name':'search','toolCallId':'call_abc123'}",
                "'stream':'tool','ts':1,'data':{'phase':'error','name':'search','toolCallId':'call_abc123','error':'optional error'}",
                "'stream':'error','ts':1,'data':{'reason':'seq gap','expected':3,'received':5}",
                "'stream':'item','ts':1,'data':{'anything':'newer'}"
            })
    void section32AgentEvents(String rest) throws Exception {
        passesOn("agent", "{'runId':'run_1734567890123_abc','sessionKey':'KEY','seq':10," + rest + "}");
    }

    @Test
    void section4SendingAMessage() throws Exception {
        server.gateways.other("ws://127.0.0.1:18789").answer("chat.send", params -> {
            var said = Json.object().put("status", "started");
            said.set("runId", params.get("idempotencyKey"));
            return said;
        });
        JsonNode answer = server.post(200, "/openclaw/chat", """
                {"message": "Hello", "sessionId": "bot_1734567890123",
                 "gatewayUrl": "ws://127.0.0.1:18789", "authToken": "optional-token"}""");
        assertThat(answer.get("success").booleanValue()).isTrue();
        assertThat(answer.get("runId").stringValue()).startsWith("run_");
        assertThat(answer.get("sessionKey").stringValue()).isEqualTo(KEY);
        assertThat(answer.get("status").stringValue()).isEqualTo("accepted");
    }

    @Test
    void section6AGatewayThatIsNotThere() throws Exception {
        server.gateways
                .other("ws://127.0.0.1:1")
                .refuse(new GatewayException(Kind.UNREACHABLE, "no", null, true, null));
        JsonNode error = server.browser()
                .say("{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'ws://127.0.0.1:1'}}")
                .next();
        assertThat(error.get("type").stringValue()).isEqualTo("error");
        assertThat(error.get("message").stringValue()).isEqualTo("Failed to connect to gateway");
    }

    @Test
    void section7KeepAlive() throws Exception {
        server.browser().say("{'type':'ping'}").hears("{'type':'pong'}");
    }

    // --- section 5: what a page shows in the end ---

    @Test
    void section5ATurnOfBothFamiliesOfEvents() throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        page.sent();
        turn("r1", true, true, "Hey", "Hey there.");
        hear(browser, page, 9);
        assertThat(page.messages()).containsExactly("Hey there.");
        assertThat(page.isLoading()).isFalse();
        assertThat(page.chatStream()).isNull();
    }

    @Test
    void section5ATurnOfAgentEventsOnly() throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        page.sent();
        turn("r1", false, true, "One", "One two");
        hear(browser, page, 4);
        assertThat(page.messages()).containsExactly("One two");
        assertThat(page.isLoading()).isFalse();
    }

    @Test
    void section5ATurnOfChatEventsOnly() throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        page.sent();
        turn("r1", true, false, "One", "One two");
        hear(browser, page, 2);
        assertThat(page.chatStream()).isEqualTo("One two");
        hear(browser, page, 1);
        assertThat(page.messages()).containsExactly("One two");
    }

    @Test
    void section5ToolsAreShownWhileTheyWork() throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        for (String phase : List.of("start", "update", "result")) {
            agent("r1", 2, "tool", "{'phase':'" + phase + "','name':'search','toolCallId':'call_1'}");
            hear(browser, page, 1);
            assertThat(page.tools()).containsEntry("call_1", phase);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "aborted"})
    void section5ATurnThatEndsOtherwiseClearsLoading(String state) throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        page.sent();
        agent("r1", 1, "lifecycle", "{'phase':'start'}");
        agent("r1", 2, "assistant", "{'text':'Half','delta':'Half'}");
        session.event(
                "chat",
                3L,
                "{'runId':'r1','sessionKey':'KEY','seq':3,'state':'" + state + "','errorMessage':'the model failed'}");
        hear(browser, page, 3);
        assertThat(page.isLoading()).isFalse();
        assertThat(page.messages()).isEmpty();
        assertThat(page.errors()).isEqualTo(state.equals("error") ? List.of("the model failed") : List.of());
    }

    @Test
    void section5AConversationOfManyTurnsOverAReconnectIsShownOnceAndWhole() throws Exception {
        SeedPage page = new SeedPage();
        Browser first = open(page);
        turn("r1", true, true, "A", "Answer one");
        hear(first, page, 9);
        long cursor = 9;
        first.close();

        turn("r2", true, true, "B", "Answer two");
        agent("r3", 1, "lifecycle", "{'phase':'start'}");
        agent("r3", 2, "assistant", "{'text':'Answ','delta':'Answ'}");

        Browser second = server.browser();
        second.say("{'type':'subscribe','sessionKey':'" + KEY + "','since':" + cursor
                        + ",'config':{'gatewayUrl':'ws://127.0.0.1:18789'}}")
                .hears("{'type':'subscribed','sessionKey':'" + KEY + "'}");
        hear(second, page, 11);
        assertThat(page.chatStream()).isEqualTo("Answ");
        agent("r3", 3, "assistant", "{'text':'Answer three','delta':'er three'}");
        agent("r3", 4, "lifecycle", "{'phase':'end'}");
        session.event("chat", 4L, chat("r3", 4, "final", "Answer three"));
        hear(second, page, 3);
        assertThat(page.messages()).containsExactly("Answer one", "Answer two", "Answer three");
    }

    @Test
    void section5APageIgnoresWhatItDoesNotKnow() throws Exception {
        SeedPage page = new SeedPage();
        Browser browser = open(page);
        session.publish(new LinkFrame.Down());
        session.publish(new LinkFrame.Reconnected(true));
        session.publish(new LinkFrame.Resync("gap"));
        session.event("chat", null, "{'runId':'r','sessionKey':'KEY','state':'status','phase':'starting_model'}");
        turn("r1", true, true, "A", "Answer");
        hear(browser, page, 4 + 9);
        assertThat(page.messages()).containsExactly("Answer");
        assertThat(page.errors()).isEmpty();
    }

    private Browser subscribed() throws InterruptedException {
        return server.browser()
                .say("{'type':'subscribe','sessionKey':'bot_1734567890123',"
                        + "'config':{'gatewayUrl':'ws://127.0.0.1:18789','authToken':'optional-token'}}")
                .hears("{'type':'subscribed','sessionKey':'bot_1734567890123'}");
    }

    private Browser open(SeedPage page) throws InterruptedException {
        page.hear(Json.read("{\"type\":\"connected\"}"));
        Browser browser = subscribed();
        page.hear(Json.read("{\"type\":\"subscribed\"}"));
        assertThat(page.isConnected() && page.isSubscribed()).isTrue();
        return browser;
    }

    private static void hear(Browser browser, SeedPage page, int frames) throws InterruptedException {
        for (int i = 0; i < frames; i++) {
            page.hear(browser.next());
        }
    }

    private void passesOn(String event, String payload) throws InterruptedException {
        Browser browser = subscribed();
        session.event(event, 77L, payload);
        JsonNode frame = browser.next();
        assertThat(frame.get("type").stringValue()).isEqualTo("event");
        assertThat(frame.get("event").stringValue()).isEqualTo(event);
        assertThat(frame.get("seq").intValue()).isEqualTo(77);
        assertThat(frame.get("payload"))
                .isEqualTo(Json.read(payload.replace("KEY", CANONICAL).replace('\'', '"')));
    }

    /**
     * A turn that says these texts, each the whole so far: lifecycle, a delta for each, lifecycle, final, and with both families two events
     * that no page knows.
     */
    private void turn(String run, boolean chat, boolean agent, String... texts) {
        int seq = 1;
        String before = "";
        if (agent) {
            agent(run, seq, "lifecycle", "{'phase':'start','startedAt':1}");
        }
        for (String text : texts) {
            seq++;
            if (agent) {
                String delta = text.substring(before.length());
                agent(run, seq, "assistant", "{'text':'" + text + "','delta':'" + delta + "'}");
            }
            if (chat) {
                session.event("chat", (long) seq, chat(run, seq, "delta", text));
            }
            before = text;
        }
        seq++;
        if (agent) {
            agent(run, seq, "lifecycle", "{'phase':'end','endedAt':2}");
        }
        if (chat) {
            session.event("chat", (long) seq, chat(run, seq, "final", before));
        }
        if (agent && chat) {
            session.event("agent", null, "{'runId':'" + run + "','sessionKey':'KEY','stream':'usage','data':{}}");
            session.event("presence", null, "{'sessionKey':'KEY'}");
        }
    }

    private void agent(String run, int seq, String stream, String data) {
        session.event(
                "agent",
                (long) seq,
                "{'runId':'" + run + "','sessionKey':'KEY','seq':" + seq + ",'stream':'" + stream + "','ts':1,'data':"
                        + data + "}");
    }

    private static String chat(String run, int seq, String state, String text) {
        return "{'runId':'" + run + "','sessionKey':'KEY','seq':" + seq + ",'state':'" + state
                + "','message':{'role':'assistant','content':[{'type':'text','text':'" + text + "'}],'timestamp':1}}";
    }
}
