package dev.switchboard.doors.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.testing.Browser;
import dev.switchboard.web.Await;
import dev.switchboard.web.TestConfig;
import dev.switchboard.wire.bridge.Json;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The socket of the bridge, frame by frame (document 004, sections 1, 2, 6 and 7). */
@Timeout(60)
class BridgeSocketTest {
    private static final String DELTA = "{'runId':'r','sessionKey':'KEY','seq':%d,'state':'delta',"
            + "'message':{'role':'assistant','content':[{'type':'text','text':'Hey'}],'timestamp':1}}";

    // --- the connection ---

    @ParameterizedTest
    @ValueSource(strings = {"/openclaw/ws", "/openclaw/ws/", "/openclaw/ws?x=1&dedup=none"})
    void theFirstFrameSaysThatItIsConnected(String path) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            assertThat(server.browser(path).nextText()).isEqualTo("{\"type\":\"connected\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openclaw/ws-anything", "/openclaw/wss", "/openclaw/ws/x", "/openclaw", "/openclaw/WS"})
    void anyOtherPathIsNotFound(String path) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            assertThatThrownBy(() -> server.browser(path))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openclaw/ws", "/openclaw/ws/", "/openclaw/nothing"})
    void aPlainGetIsNotFound(String path) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            HttpResponse<String> answer = server.send(server.request(path).GET());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Not Found\"}");
        }
    }

    @Test
    void pingIsAnsweredWithPong() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            assertThat(server.browser().say("{'type':'ping'}").nextText()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    // --- what is said wrongly ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no",
                "{",
                "null",
                "{'type':'ping'} x",
                "{'type':'subscribe','sessionKey':5,'config':{'gatewayUrl':'ws://x'}}",
                "{'type':'subscribe','sessionKey':['a'],'config':{'gatewayUrl':'ws://x'}}",
                "{'type':'subscribe','sessionKey':'a','since':-1}",
                "{'type':'subscribe','sessionKey':'a','since':1.5}",
                "{'type':'subscribe','sessionKey':'a','since':'1'}",
                "{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':7}}",
                "{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'ws://x','authToken':{}}}",
                "{'type':'unsubscribe','sessionKey':5}"
            })
    void whatIsNoFrameIsAnInvalidMessage(String message) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser();
            JsonNode error = browser.say(message).next();
            assertThat(error.get("type").stringValue()).isEqualTo("error");
            assertThat(error.get("message").stringValue()).isEqualTo("Invalid message format");
            assertThat(error.get("code").stringValue()).isEqualTo("INVALID_REQUEST");
            assertThat(error.get("retryable").booleanValue()).isFalse();
            browser.hearsNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1,2]",
                "5",
                "true",
                "'text'",
                "{}",
                "{'type':'hello'}",
                "{'type':5}",
                "{'type':null}",
                "{'type':'PING'}",
                "{'type':'unsubscribe'}",
                "{'type':'unsubscribe','sessionKey':''}",
                "{'type':'unsubscribe','sessionKey':null}"
            })
    void whatNobodyKnowsGetsNoAnswer(String message) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.browser().say(message).hearsNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'subscribe'}",
                "{'type':'subscribe','config':{'gatewayUrl':'ws://127.0.0.1:1'}}",
                "{'type':'subscribe','sessionKey':'','config':{'gatewayUrl':'ws://127.0.0.1:1'}}",
                "{'type':'subscribe','sessionKey':'  ','config':{'gatewayUrl':'ws://127.0.0.1:1'}}",
                "{'type':'subscribe','sessionKey':null,'config':{'gatewayUrl':'ws://127.0.0.1:1'}}"
            })
    void aSubscriptionToNothingIsIncomplete(String message) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser();
            assertThat(browser.say(message).next().get("message").stringValue())
                    .isEqualTo("Missing sessionKey or config");
            browser.hearsNothing();
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode error = server.browser()
                    .say("{'type':'subscribe','sessionKey':'" + "x".repeat(513) + "'}")
                    .next();
            assertThat(error.get("message").stringValue()).isEqualTo("Invalid message format");
            assertThat(error.get("detail").stringValue()).contains("sessionKey", "513", "512");
        }
    }

    @Test
    void aFrameThatIsTooLongEndsTheSocketWith1009() throws Exception {
        try (BridgeServer server = new BridgeServer.Setup()
                .web(new TestConfig().socketMessageBytes(2048))
                .start()) {
            Browser browser = server.browser();
            browser.say("{'type':'ping','x':'" + "x".repeat(3000) + "'}");
            assertThat(browser.next().get("closed").intValue()).isEqualTo(1009);
        }
    }

    // --- subscribing ---

    @ParameterizedTest
    @ValueSource(strings = {"", ",'config':null", ",'config':''"})
    void withoutAConfigTheServersOwnChoiceIsRead(String config) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'bot_1'" + config + "}")
                    .hears("{'type':'subscribed','sessionKey':'bot_1'}");
            server.gateways.ours.session("bot_1").event("chat", 7L, DELTA.formatted(2));
            assertThat(browser.next().get("event").stringValue()).isEqualTo("chat");
        }
    }

    @Test
    void theConfigSaysWhereAndWithWhichCredentials() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.browser()
                    .say("{'type':'subscribe','sessionKey':'bot_1','config':{'gatewayUrl':'" + FakeGateways.URL
                            + "','authToken':'T','password':'P'}}")
                    .hears("{'type':'subscribed','sessionKey':'bot_1'}");
            FakeGateways.Asked asked = Objects.requireNonNull(server.gateways.asked.poll());
            assertThat(asked.url()).isEqualTo(FakeGateways.URL);
            assertThat(Objects.requireNonNull(asked.token()).reveal()).isEqualTo("T");
            assertThat(Objects.requireNonNull(asked.password()).reveal()).isEqualTo("P");
            assertThat(server.gateways.other(FakeGateways.URL).session("bot_1").readers())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bot_1734567890123",
                "agent:main:bot_1734567890123",
                "BOT_1734567890123",
                " bot_1734567890123 ",
                "Agent:Main:Bot_1734567890123"
            })
    void keysAreEchoedAsTheyWereSpelled(String key) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed(key);
            server.gateways.ours.session("bot_1734567890123").event("chat", null, DELTA.formatted(2));
            assertThat(browser.next().get("payload").get("sessionKey").stringValue())
                    .isEqualTo("agent:main:bot_1734567890123");
            browser.say("{'type':'unsubscribe','sessionKey':'" + key + "'}")
                    .hears("{'type':'unsubscribed','sessionKey':'" + key + "'}");
            assertThat(server.gateways.ours.session("bot_1734567890123").readers())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, , UNREACHABLE, true",
        "TIMEOUT, , TIMEOUT, true",
        "REFUSED, INVALID_REQUEST, INVALID_REQUEST, false",
        "REFUSED, NOT_PAIRED, NOT_PAIRED, false",
        "REFUSED, , REFUSED, false",
        "INVALID, INVALID_REQUEST, INVALID_REQUEST, false",
        "BUSY, UNAVAILABLE, UNAVAILABLE, true"
    })
    void aGatewayThatCannotBeReadIsAnError(Kind kind, String code, String told, boolean retryable) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.refuse(new GatewayException(kind, "the reason", code, retryable, null));
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'Bot_1'}")
                    .hears("{'type':'error','message':'Failed to connect to gateway','code':'" + told
                            + "','detail':'the reason','sessionKey':'Bot_1','retryable':" + retryable + "}");
            server.gateways.ours.refuse(null);
            browser.hearsNothing().subscribed("Bot_1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|INVALID_REQUEST|gatewayUrl",
                "{'gatewayUrl':''}|INVALID_REQUEST|gatewayUrl",
                "{'gatewayUrl':'http://x'}|INVALID_REQUEST|gatewayUrl",
                "{'gatewayUrl':'ws://forbidden'}|FORBIDDEN|not allowed",
                "5|INVALID_REQUEST|gatewayUrl",
                "'ws://127.0.0.1:18789'|INVALID_REQUEST|gatewayUrl"
            },
            quoteCharacter = '`')
    void anAddressThatIsNoneIsAnErrorToo(String config, String code, String detail) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode error = server.browser()
                    .say("{'type':'subscribe','sessionKey':'bot_1','config':" + config + "}")
                    .next();
            assertThat(error.get("message").stringValue()).isEqualTo("Failed to connect to gateway");
            assertThat(error.get("code").stringValue()).isEqualTo(code);
            assertThat(error.get("detail").stringValue()).contains(detail);
            assertThat(error.get("sessionKey").stringValue()).isEqualTo("bot_1");
        }
    }

    @Test
    void aSubscriptionThatFailedLeavesNothingBehind() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.refuse(new GatewayException(Kind.UNREACHABLE, "no", null, true, null));
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'a'}").next();
            server.gateways.ours.refuse(null);
            browser.subscribed("b");
            server.gateways.ours.session("a").event("chat", null, DELTA.formatted(1));
            browser.hearsNothing();
            assertThat(server.door.subscriptions()).isEqualTo(1);
        }
    }

    @Test
    void pingsAndOtherSubscriptionsDoNotWaitForASlowGateway() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            CountDownLatch slow = new CountDownLatch(1);
            server.gateways.other("ws://slow").holdConnecting(slow);
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'ws://slow'}}");
            browser.hearsNothing().subscribed("b");
            slow.countDown();
            browser.hears("{'type':'subscribed','sessionKey':'a'}");
        }
    }

    @Test
    void aSessionThatIsReadIsNotAskedForAgain() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser =
                    server.browser().subscribed("bot_1").subscribed("bot_1").subscribed("agent:main:BOT_1");
            FakeSession session = server.gateways.ours.session("bot_1");
            session.event("chat", null, "{'sessionKey':'KEY','state':'delta'}");
            assertThat(browser.next().get("type").stringValue()).isEqualTo("event");
            browser.hearsNothing();
            assertThat(session.readers()).isEqualTo(1);
            assertThat(server.gateways.ours.read).hasSize(1);
            assertThat(server.door.subscriptions()).isEqualTo(1);
        }
    }

    @Test
    void whoAsksTwiceWhileTheGatewayIsBeingAskedIsAnsweredTwice() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            CountDownLatch slow = new CountDownLatch(1);
            server.gateways.ours.holdConnecting(slow);
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'a'}").say("{'type':'subscribe','sessionKey':'A'}");
            browser.hearsNothing();
            slow.countDown();
            browser.hears("{'type':'subscribed','sessionKey':'a'}")
                    .hears("{'type':'subscribed','sessionKey':'A'}")
                    .hearsNothing();
            assertThat(server.gateways.ours.read).hasSize(1);
        }
    }

    @Test
    void aSubscriptionThatIsWithdrawnWhileTheGatewayIsBeingAskedDeliversNothing() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            CountDownLatch slow = new CountDownLatch(1);
            server.gateways.ours.holdConnecting(slow);
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'a'}")
                    .say("{'type':'unsubscribe','sessionKey':'a'}")
                    .hears("{'type':'unsubscribed','sessionKey':'a'}");
            slow.countDown();
            FakeSession session = server.gateways.ours.session("a");
            Await.until(() -> server.gateways.ours.read.size() == 1 && session.readers() == 0);
            session.event("chat", null, DELTA.formatted(1));
            browser.hearsNothing();
        }
    }

    @Test
    void anotherGatewayTakesThePlaceOfTheFirst() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a");
            browser.say("{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'ws://other'}}")
                    .hears("{'type':'subscribed','sessionKey':'a'}");
            server.gateways.ours.session("a").event("chat", null, "{'from':'first'}");
            server.gateways.other("ws://other").session("a").event("chat", null, "{'from':'second'}");
            assertThat(browser.next().get("payload").get("from").stringValue()).isEqualTo("second");
            assertThat(server.gateways.ours.session("a").readers()).isZero();
        }
    }

    @Test
    void oneSocketMayReadOnlySoManySessions() throws Exception {
        try (BridgeServer server = new BridgeServer.Setup().subscriptions(2).start()) {
            Browser browser = server.browser().subscribed("a").subscribed("b");
            JsonNode error =
                    browser.say("{'type':'subscribe','sessionKey':'c'}").next();
            assertThat(error.get("type").stringValue()).isEqualTo("error");
            assertThat(error.get("code").stringValue()).isEqualTo("TOO_MANY_SUBSCRIPTIONS");
            assertThat(error.get("sessionKey").stringValue()).isEqualTo("c");
            assertThat(error.get("detail").stringValue()).contains("2", "bridge.subscriptions-per-socket");
            browser.subscribed("a")
                    .say("{'type':'unsubscribe','sessionKey':'a'}")
                    .hears("{'type':'unsubscribed','sessionKey':'a'}")
                    .subscribed("c");
        }
    }

    @Test
    void unsubscribingFromWhatIsNotReadIsAnswered() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.browser()
                    .say("{'type':'unsubscribe','sessionKey':'Never'}")
                    .hears("{'type':'unsubscribed','sessionKey':'Never'}");
        }
    }

    @Test
    void nothingOfASessionComesAfterItWasUnsubscribed() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a");
            FakeSession session = server.gateways.ours.session("a");
            Thread speaker = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 5000; i++) {
                    session.event("chat", null, DELTA.formatted(i));
                }
            });
            browser.next();
            browser.say("{'type':'unsubscribe','sessionKey':'a'}");
            speaker.join();
            JsonNode frame = browser.next();
            while (frame.get("type").stringValue().equals("event")) {
                frame = browser.next();
            }
            assertThat(frame.get("type").stringValue()).isEqualTo("unsubscribed");
            browser.hearsNothing();
        }
    }

    @Test
    void aBrowserThatLeavesStopsReading() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a").subscribed("b");
            assertThat(server.door.sockets()).isEqualTo(1);
            browser.close();
            Await.until(() -> server.gateways.ours.session("a").readers() == 0
                    && server.gateways.ours.session("b").readers() == 0
                    && server.door.sockets() == 0);
            assertThat(server.door.subscriptions()).isZero();
        }
    }

    // --- events ---

    @Test
    void payloadsComeAsTheGatewaySentThem() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("bot_1");
            String payload = "{'b':1.50,'a':[null,{}],'sessionKey':'KEY','text':'ä€😀','big':12345678901234567890}";
            server.gateways.ours.session("bot_1").event("agent", 41L, payload);
            assertThat(browser.nextText())
                    .isEqualTo(("{'type':'event','event':'agent','bseq':1,'cursor':1,'seq':41,'payload':"
                                    + payload.replace("KEY", "agent:main:bot_1") + "}")
                            .replace('\'', '"'));
        }
    }

    @Test
    void anEventWithoutANumberHasNone() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a");
            server.gateways.ours.session("a").event("presence \"x\"", null, "{'sessionKey':'KEY'}");
            JsonNode event = browser.next();
            assertThat(event.has("seq")).isFalse();
            assertThat(event.get("event").stringValue()).isEqualTo("presence \"x\"");
        }
    }

    @Test
    void eventsAreNumberedWithoutGapsOverAllSessionsOfASocket() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a").subscribed("b").subscribed("c");
            List<String> keys = List.of("a", "b", "c");
            for (int i = 0; i < 300; i++) {
                server.gateways.ours.session(keys.get(i % 3)).event("chat", 1000L - i, DELTA.formatted(i));
            }
            long[] cursors = new long[3];
            for (int i = 1; i <= 300; i++) {
                JsonNode event = browser.next();
                assertThat(event.get("bseq").longValue()).isEqualTo(i);
                int of = keys.indexOf(
                        event.get("payload").get("sessionKey").stringValue().substring("agent:main:".length()));
                assertThat(event.get("cursor").longValue()).isEqualTo(++cursors[of]);
            }
            assertThat(cursors).containsExactly(100, 100, 100);
        }
    }

    @Test
    void everySocketHasNumbersOfItsOwn() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeSession session = server.gateways.ours.session("a");
            Browser first = server.browser().subscribed("a");
            session.event("chat", null, DELTA.formatted(1));
            Browser second = server.browser().subscribed("a");
            session.event("chat", null, DELTA.formatted(2));
            assertThat(first.next().get("bseq").intValue()).isEqualTo(1);
            assertThat(first.next().get("bseq").intValue()).isEqualTo(2);
            JsonNode other = second.next();
            assertThat(other.get("bseq").intValue()).isEqualTo(1);
            assertThat(other.get("cursor").intValue()).isEqualTo(2);
        }
    }

    @Test
    void whatWasConcludedIsMarked() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("a");
            server.gateways
                    .ours
                    .session("a")
                    .publish(new LinkFrame.Event("chat", "{}".getBytes(UTF_8), null, 9, true, true));
            browser.hears("{'type':'event','event':'chat','bseq':1,'cursor':9,'replayed':true,'synthetic':true,"
                    + "'payload':{}}");
        }
    }

    // --- coming back ---

    @Test
    void whoComesBackGetsWhatItMissedInOrderAndThenWhatIsNew() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeSession session = server.gateways.ours.session("a");
            for (int i = 1; i <= 500; i++) {
                session.event("chat", null, DELTA.formatted(i));
            }
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'a','since':200}")
                    .hears("{'type':'subscribed','sessionKey':'a'}");
            for (int i = 201; i <= 500; i++) {
                JsonNode event = browser.next();
                assertThat(event.get("cursor").intValue()).isEqualTo(i);
                assertThat(event.get("replayed").booleanValue()).isTrue();
            }
            session.event("chat", null, DELTA.formatted(501));
            JsonNode event = browser.next();
            assertThat(event.get("cursor").intValue()).isEqualTo(501);
            assertThat(event.has("replayed")).isFalse();
            assertThat(event.get("bseq").intValue()).isEqualTo(301);
        }
    }

    @Test
    void aPositionThatIsNotKnownIsToldToReadTheHistory() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser();
            browser.say("{'type':'subscribe','sessionKey':'Bot','since':77}")
                    .hears("{'type':'subscribed','sessionKey':'Bot'}")
                    .hears("{'type':'resync','sessionKey':'Bot','reason':'gap'}");
        }
    }

    @Test
    void whoReadsASessionMayGoBackInIt() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeSession session = server.gateways.ours.session("a");
            Browser browser = server.browser().subscribed("a");
            session.event("chat", null, DELTA.formatted(1));
            browser.next();
            browser.say("{'type':'subscribe','sessionKey':'a','since':0}")
                    .hears("{'type':'subscribed','sessionKey':'a'}");
            assertThat(browser.next().get("replayed").booleanValue()).isTrue();
            assertThat(session.readers()).isEqualTo(1);
        }
    }

    @Test
    void theStateOfTheGatewayIsToldInTheBrowsersSpelling() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            Browser browser = server.browser().subscribed("Bot_1");
            FakeSession session = server.gateways.ours.session("Bot_1");
            session.publish(new LinkFrame.Down());
            session.publish(new LinkFrame.Reconnected(true));
            session.publish(new LinkFrame.Reconnected(false));
            browser.hears("{'type':'gateway','state':'down','sessionKey':'Bot_1'}")
                    .hears("{'type':'gateway','state':'reconnected','sessionKey':'Bot_1','missed':true}")
                    .hears("{'type':'gateway','state':'reconnected','sessionKey':'Bot_1','missed':false}");
        }
    }

    @Test
    void whatIsOnlyInTheStoreIsFetchedThere() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeSession session = server.gateways.ours.session("a");
            Browser browser = server.browser().subscribed("a");
            session.tail(0);
            for (int i = 1; i <= 1000; i++) {
                session.event("chat", null, DELTA.formatted(i));
            }
            for (int i = 1; i <= 1000; i++) {
                assertThat(browser.next().get("cursor").intValue()).isEqualTo(i);
            }
            browser.hearsNothing();
            assertThat(session.fetches.get()).isPositive();
        }
    }

    @Test
    void theListenerHearsWhatHappens() throws Exception {
        Counts counts = new Counts();
        try (BridgeServer server = new BridgeServer.Setup().listener(counts).start()) {
            Browser browser = server.browser().subscribed("a");
            FakeSession session = server.gateways.ours.session("a");
            session.event("chat", null, "{}");
            session.publish(new LinkFrame.Resync("gap"));
            browser.next();
            browser.next();
            browser.say("no").next();
            Await.until(() -> counts.equals(1, 1, 1, 1));
        }
    }

    @Test
    void secretsOfAnAddressAreNotShown() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode error = server.browser()
                    .say(
                            "{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'http://h','authToken':'s3cret'}}")
                    .next();
            assertThat(Json.text(error)).doesNotContain("s3cret");
        }
    }

    private static final class Counts implements BridgeListener {
        private int handed;
        private int subscribed;
        private int refused;
        private int resync;

        @Override
        public synchronized void handed(int frames) {
            handed += frames;
        }

        @Override
        public synchronized void subscribed() {
            subscribed++;
        }

        @Override
        public synchronized void refused() {
            refused++;
        }

        @Override
        public synchronized void resync() {
            resync++;
        }

        synchronized boolean equals(int handed, int subscribed, int refused, int resync) {
            return this.handed == handed
                    && this.subscribed == subscribed
                    && this.refused == refused
                    && this.resync == resync;
        }
    }
}
