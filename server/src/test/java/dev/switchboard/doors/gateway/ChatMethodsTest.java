package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The methods with which people and programs talk to agents. */
class ChatMethodsTest {
    @TempDir
    private Path directory;

    private GatewayServer server;
    private Peer peer;

    @BeforeEach
    void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup());
        peer = server.operator(3);
    }

    @AfterEach
    void close() {
        peer.close();
        server.close();
    }

    private JsonNode send(String key, String message, String id) {
        return peer.ok(
                "chat.send", "{'sessionKey':'" + key + "','message':'" + message + "','idempotencyKey':'" + id + "'}");
    }

    private JsonNode say(String key, String message, String id) {
        send(key, message, id);
        return peer.event(
                each -> each.path("payload").path("runId").asString("").equals(id)
                        && List.of("final", "error", "aborted")
                                .contains(each.path("payload").path("state").asString("")));
    }

    @Test
    void aMessageIsAcceptedAtOnce() {
        assertThat(send("a", "@say Hello.", "r1")).isEqualTo(json("{'runId':'r1','status':'started'}"));
    }

    @Test
    void theSameKeyIsTheSameTurn() {
        send("a", "@hang", "r1");
        assertThat(send("a", "@hang", "r1")).isEqualTo(json("{'runId':'r1','status':'in_flight'}"));
        say("b", "@say x", "r2");
        assertThat(send("b", "@say x", "r2")).isEqualTo(json("{'runId':'r2','status':'ok'}"));
        say("c", "@fail 400 9", "r3");
        JsonNode again = peer.call("chat.send", "{'sessionKey':'c','message':'@fail 400 9','idempotencyKey':'r3'}");
        assertThat(again.path("ok").asBoolean(true)).isFalse();
        assertThat(again.path("error").path("code").asString("")).isEqualTo("UNAVAILABLE");
        assertThat(again.path("payload").path("status").asString("")).isEqualTo("error");
        assertThat(again.path("payload").path("runId").asString("")).isEqualTo("r3");
        assertThat(again.path("payload").path("summary").asString("")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'sessionKey':'a','message':'','idempotencyKey':'k'} | message or attachment required",
                "{'sessionKey':'a','message':'  ','idempotencyKey':'k','attachments':[{'fileName':'x'}]} | message or attachment required",
                "{'sessionKey':'a','message':'m','idempotencyKey':'k','attachments':[{'fileName':'p.png','content':'%%'}]} | Error: attachment p.png: invalid base64 content",
                "{'sessionKey':'  ','message':'m','idempotencyKey':'k'} | not a session key",
                "{'sessionKey':'a','message':'m'} | invalid chat.send params: at root: must have required property"
            })
    void aMessageThatCannotBeSentIsRefused(String params, String message) {
        JsonNode error = peer.error("chat.send", params);
        assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
        assertThat(error.path("message").asString("")).startsWith(message);
    }

    @Test
    void anAttachmentIsEnoughAndMayBeADataUrl() {
        JsonNode sent = peer.ok(
                "chat.send",
                "{'sessionKey':'a','message':'','idempotencyKey':'k','attachments':[{'fileName':'p.png','content':'data:image/png;base64,aGVsbG8='}]}");
        assertThat(sent.path("status").asString("")).isEqualTo("started");
    }

    @Test
    void anAttachmentHasAnEnd() {
        peer.close();
        peer = server.operator(4);
        String large = Base64.getEncoder().encodeToString(new byte[5_000_001]);
        JsonNode error = peer.error(
                "chat.send",
                "{'sessionKey':'a','message':'m','idempotencyKey':'k','attachments':[{'fileName':'p.png','content':'"
                        + large + "'}]}");
        assertThat(error.path("message").asString("")).startsWith("Error: attachment p.png: exceeds size limit");
    }

    @Test
    void aSessionMayRefuseMessages() {
        peer.ok("sessions.patch", "{'key':'a','sendPolicy':'deny'}");
        JsonNode error = peer.error("chat.send", "{'sessionKey':'A','message':'m','idempotencyKey':'k'}");
        assertThat(error.path("message").asString("")).isEqualTo("send blocked by session policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stop", "STOP"})
    void aWordStopsWhatGoesOn(String word) {
        send("a", "@hang", "r1");
        peer.agent("lifecycle", "start");
        assertThat(send("agent:main:A", word, "r2")).isEqualTo(json("{'ok':true,'aborted':true,'runIds':['r1']}"));
    }

    @Test
    void aTurnIsStoppedUnderAnySpellingAndItsReadersHearOfItFirst() {
        send("Room", "@say Before.\\n@hang", "r1");
        peer.chat("delta");
        JsonNode answer = peer.ok("chat.abort", "{'sessionKey':'agent:main:ROOM','runId':'r1'}");
        assertThat(answer).isEqualTo(json("{'ok':true,'aborted':true,'runIds':['r1']}"));
        JsonNode last = peer.events.getLast().path("payload");
        assertThat(last.path("state").asString("")).isEqualTo("aborted");
        assertThat(last.path("stopReason").asString("")).isEqualTo("rpc");
        assertThat(last.path("sessionKey").asString("")).isEqualTo("agent:main:room");
        assertThat(last.has("message")).isFalse();
    }

    @Test
    void nothingIsStoppedWhereNothingGoesOn() {
        assertThat(peer.ok("chat.abort", "{'sessionKey':'a'}"))
                .isEqualTo(json("{'ok':true,'aborted':false,'runIds':[]}"));
        assertThat(peer.ok("chat.abort", "{'sessionKey':'a','runId':'never'}"))
                .isEqualTo(json("{'ok':true,'aborted':false,'runIds':[]}"));
        send("a", "@hang", "r1");
        JsonNode error = peer.error("chat.abort", "{'sessionKey':'b','runId':'r1'}");
        assertThat(error.path("message").asString("")).isEqualTo("runId does not match sessionKey");
    }

    @Test
    void turnsOfASessionComeOneAfterTheOther() {
        send("a", "@slow 20\\n@say One.", "r1");
        send("a", "@say Two.", "r2");
        JsonNode first = peer.chat("final").path("payload");
        assertThat(first.path("runId").asString("")).isEqualTo("r1");
        JsonNode second = peer.agent("lifecycle", "start").path("payload");
        assertThat(second.path("runId").asString("")).isEqualTo("r2");
    }

    @Test
    void aTurnOutlivesItsSender() {
        try (Peer sender = server.operator()) {
            sender.ok(
                    "chat.send",
                    "{'sessionKey':'a','message':'@slow 20\\n@say Done.','idempotencyKey':'r1'}".replace("\n", "\\n"));
        }
        assertThat(peer.chat("final").path("payload").path("runId").asString(""))
                .isEqualTo("r1");
    }

    @Test
    void aLimitOfTimeIsKept() {
        peer.ok("chat.send", "{'sessionKey':'a','message':'@hang','idempotencyKey':'r1','timeoutMs':500}");
        JsonNode error = peer.chat("error").path("payload");
        assertThat(error.path("errorKind").asString("")).isEqualTo("timeout");
        assertThat(error.path("errorMessage").asString("")).isNotEmpty();
    }

    @Test
    void historyHasWhatWasSaid() {
        say("A", "@think Hm.\\n@say Look.\\n@tool Glob {\\\"pattern\\\":\\\"*\\\"}\\n@say Done.", "r1");
        JsonNode history = peer.ok("chat.history", "{'sessionKey':'A'}");
        assertThat(history.path("sessionKey").asString("")).isEqualTo("A");
        assertThat(history.path("sessionId").asString("")).isNotEmpty();
        assertThat(history.path("thinkingLevel").asString("")).isEqualTo("off");
        JsonNode messages = history.path("messages");
        assertThat(messages.valueStream().map(each -> each.path("role").asString("")))
                .containsExactly("user", "assistant", "toolResult", "assistant");
        assertThat(messages.get(0).path("content").get(0).path("type").asString(""))
                .isEqualTo("text");
        assertThat(messages.get(1)
                        .path("content")
                        .valueStream()
                        .map(part -> part.path("type").asString("")))
                .containsExactly("thinking", "text", "toolCall");
        assertThat(messages.get(1).path("content").get(2).path("arguments")).isEqualTo(json("{'pattern':'*'}"));
        assertThat(messages.get(1).path("stopReason").asString("")).isEqualTo("toolUse");
        assertThat(messages.get(1).path("usage").path("totalTokens").asLong(0)).isPositive();
        assertThat(messages.get(2).path("toolName").asString("")).isEqualTo("Glob");
        assertThat(messages.get(2).path("toolCallId").asString("")).isNotEmpty();
        assertThat(messages.get(2).path("isError").asBoolean(true)).isFalse();
        assertThat(messages.get(3).path("stopReason").asString("")).isEqualTo("stop");
        assertThat(messages.get(3).path("timestamp").asLong(0)).isPositive();
        assertThat(peer.ok("chat.history", "{'sessionKey':'agent:main:a','limit':1}")
                        .path("messages")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void historyOfAFailureSaysWhy() {
        say("a", "@fail 400 9", "r1");
        JsonNode last =
                peer.ok("chat.history", "{'sessionKey':'a'}").path("messages").get(1);
        assertThat(last.path("stopReason").asString("")).isEqualTo("error");
        assertThat(last.path("errorMessage").asString("")).isNotEmpty();
    }

    @Test
    void protocol4IsToldPlainTextAndPositions() {
        say("a", "@say x", "r1");
        try (Peer newer = server.operator(4)) {
            JsonNode history = newer.ok("chat.history", "{'sessionKey':'a'}");
            JsonNode user = history.path("messages").get(0);
            assertThat(user.path("content").asString("")).isEqualTo("@say x");
            assertThat(user.path("idempotencyKey").asString("")).isEqualTo("r1:user");
            assertThat(user.path("__openclaw").path("runId").asString("")).isEqualTo("r1");
            assertThat(history.path("hasMore").asBoolean(true)).isFalse();
        }
    }

    @Test
    void aSessionThatIsNotThereHasNoHistory() {
        assertThat(peer.ok("chat.history", "{'sessionKey':'nowhere'}"))
                .isEqualTo(json("{'sessionKey':'nowhere','messages':[],'thinkingLevel':'off'}"));
    }

    @Test
    void wordsArePutIntoTheAgentsMouth() {
        assertThat(peer.error("chat.inject", "{'sessionKey':'a','message':'x'}")
                        .path("message")
                        .asString(""))
                .isEqualTo("session not found");
        say("a", "@say x", "r1");
        JsonNode injected = peer.ok("chat.inject", "{'sessionKey':'a','message':'Noted.','label':'from above'}");
        assertThat(injected.path("ok").asBoolean(false)).isTrue();
        String id = injected.path("messageId").asString("");
        JsonNode told = peer.chat("final").path("payload");
        assertThat(told.path("runId").asString("")).isEqualTo("inject-" + id.substring(0, 8));
        assertThat(told.path("seq").asInt(9)).isZero();
        assertThat(told.path("message").path("content").get(0).path("text").asString(""))
                .isEqualTo("[from above]\n\nNoted.");
    }

    @Test
    void anAgentAnswersTwice() {
        String id = peer.ask("agent", json("{'message':'@say Here.','idempotencyKey':'r1','sessionKey':'a'}"));
        JsonNode accepted = peer.answer(id).path("payload");
        assertThat(accepted.path("runId").asString("")).isEqualTo("r1");
        assertThat(accepted.path("status").asString("")).isEqualTo("accepted");
        assertThat(accepted.path("acceptedAt").asLong(0)).isPositive();
        JsonNode done = peer.answer(id).path("payload");
        assertThat(done.path("status").asString("")).isEqualTo("ok");
        assertThat(done.path("summary").asString("")).isEqualTo("completed");
        assertThat(done.path("result").path("payloads")).isEqualTo(json("[{'text':'Here.','mediaUrl':null}]"));
        assertThat(peer.call("agent", "{'message':'@say Here.','idempotencyKey':'r1','sessionKey':'a'}")
                        .path("payload")
                        .path("summary")
                        .asString(""))
                .isEqualTo("completed");
    }

    @Test
    void anAgentThatFailsSaysSoInItsSecondAnswer() {
        String id = peer.ask("agent", json("{'message':'@fail 400 9','idempotencyKey':'r1'}"));
        assertThat(peer.answer(id).path("payload").path("status").asString("")).isEqualTo("accepted");
        JsonNode failed = peer.answer(id);
        assertThat(failed.path("ok").asBoolean(true)).isFalse();
        assertThat(failed.path("error").path("code").asString("")).isEqualTo("UNAVAILABLE");
        assertThat(failed.path("payload").path("status").asString("")).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'message':'m','idempotencyKey':'k','agentId':'chef'} | invalid agent params: unknown agent id \"chef\"",
                "{'message':'m','idempotencyKey':'k','agentId':'main','sessionKey':'agent:chef:x'} | invalid agent params: agent \"main\" does not match session key agent \"chef\"",
                "{'message':'m','idempotencyKey':'k','sessionId':'none'} | No session found: none"
            })
    void anAgentMustBeKnown(String params, String message) {
        assertThat(peer.error("agent", params).path("message").asString("")).isEqualTo(message);
    }

    @Test
    void aTurnIsWaitedFor() {
        send("a", "@hang", "r1");
        assertThat(peer.ok("agent.wait", "{'runId':'r1','timeoutMs':0}"))
                .isEqualTo(json("{'runId':'r1','status':'timeout'}"));
        String waiting = peer.ask("agent.wait", json("{'runId':'r2'}").deepCopy());
        say("b", "@say x", "r2");
        JsonNode ended = peer.ok("agent.wait", "{'runId':'r2'}");
        assertThat(ended.path("status").asString("")).isEqualTo("ok");
        assertThat(ended.path("startedAt").asLong(0)).isPositive();
        assertThat(ended.path("endedAt").asLong(0)).isPositive();
        say("c", "@fail 400 9", "r3");
        JsonNode failed = peer.ok("agent.wait", "{'runId':'r3'}");
        assertThat(failed.path("status").asString("")).isEqualTo("error");
        assertThat(failed.path("error").asString("")).isNotEmpty();
        assertThat(waiting).isNotEmpty();
    }

    @Test
    void aCallThatWaitsHoldsUpNobody() {
        send("a", "@hang", "r1");
        String waiting = peer.ask("agent.wait", json("{'runId':'r1','timeoutMs':20000}"));
        peer.ok("health", "{}");
        peer.ok("chat.abort", "{'sessionKey':'a'}");
        JsonNode ended = peer.answer(waiting).path("payload");
        assertThat(ended.path("status").asString("")).isEqualTo("ok");
        assertThat(ended.path("stopReason").asString("")).isEqualTo("rpc");
    }

    @Test
    void theMainSessionIsWoken() {
        assertThat(peer.ok("wake", "{'mode':'now','text':'Wake up.\\n@say I am awake.\\n'}"))
                .isEqualTo(json("{'ok':true}"));
        JsonNode said = peer.chat("final").path("payload");
        assertThat(said.path("sessionKey").asString("")).isEqualTo("agent:main:main");
        assertThat(said.path("message").path("content").get(0).path("text").asString(""))
                .startsWith("I am awake.");
        assertThat(peer.ok("wake", "{'mode':'next-heartbeat','text':'Later.'}")).isEqualTo(json("{'ok':true}"));
    }
}
