package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The methods about sessions. */
class SessionMethodsTest {
    @TempDir
    private Path directory;

    private GatewayServer server;
    private Peer peer;

    @BeforeEach
    void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup());
        peer = server.operator();
    }

    @AfterEach
    void close() {
        peer.close();
        server.close();
    }

    private void say(String key, String message, String id) {
        peer.ok("chat.send", "{'sessionKey':'" + key + "','message':'" + message + "','idempotencyKey':'" + id + "'}");
        peer.chat("final");
    }

    @Test
    void sessionsAreListedLatestFirst() {
        assertThat(peer.ok("sessions.list", "{}").path("count").asInt(9)).isZero();
        say("First", "@say one", "r1");
        say("second", "@say two", "r2");
        JsonNode list = peer.ok("sessions.list", "{'includeDerivedTitles':true,'includeLastMessage':true}");
        assertThat(list.path("sessions")
                        .valueStream()
                        .map(row -> row.path("key").asString("")))
                .containsExactly("agent:main:second", "agent:main:first");
        JsonNode row = list.path("sessions").get(1);
        assertThat(row.path("kind").asString("")).isEqualTo("direct");
        assertThat(row.path("derivedTitle").asString("")).isEqualTo("@say one");
        assertThat(row.path("lastMessagePreview").asString("")).isEqualTo("one");
        assertThat(row.path("sessionId").asString("")).isNotEmpty();
        assertThat(row.path("updatedAt").asLong(0)).isPositive();
        assertThat(row.path("totalTokens").asLong(0)).isPositive();
        assertThat(row.path("model").asString("")).isNotEmpty();
        assertThat(list.path("defaults").path("modelProvider").asString("")).isEqualTo("scripted");
        assertThat(list.path("ts").asLong(0)).isPositive();
        assertThat(list.path("path").asString("")).isEqualTo("/data/switchboard.db");
        assertThat(peer.ok("sessions.list", "{'limit':1}").path("count").asInt(0))
                .isEqualTo(1);
        assertThat(peer.ok("sessions.list", "{'search':'FIRST'}").path("count").asInt(0))
                .isEqualTo(1);
        assertThat(peer.ok("sessions.list", "{'agentId':'chef'}").path("count").asInt(9))
                .isZero();
    }

    @Test
    void sessionsArePreviewed() {
        say("a", "@say one", "r1");
        peer.ok("sessions.patch", "{'key':'b'}");
        JsonNode previews =
                peer.ok("sessions.preview", "{'keys':['A','b','c',' ']}").path("previews");
        assertThat(previews.valueStream().map(each -> each.path("status").asString("")))
                .containsExactly("ok", "empty", "missing", "error");
        assertThat(previews.get(0).path("key").asString("")).isEqualTo("A");
        assertThat(previews.get(0).path("items"))
                .isEqualTo(json("[{'role':'user','text':'@say one'},{'role':'assistant','text':'one'}]"));
        JsonNode cut = peer.ok("sessions.preview", "{'keys':['a'],'limit':1,'maxChars':20}")
                .path("previews");
        assertThat(cut.get(0).path("items").size()).isEqualTo(1);
    }

    @Test
    void sessionsAreFoundByKeyIdAndLabel() {
        JsonNode entry =
                peer.ok("sessions.patch", "{'key':'Room','label':'my room'}").path("entry");
        JsonNode found = json("{'ok':true,'key':'agent:main:room'}");
        assertThat(peer.ok("sessions.resolve", "{'key':'ROOM'}")).isEqualTo(found);
        assertThat(peer.ok("sessions.resolve", "{'label':'my room'}")).isEqualTo(found);
        String id = entry.path("sessionId").asString("");
        assertThat(peer.ok("sessions.resolve", "{'sessionId':'" + id + "'}")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | Either key, sessionId, or label is required",
                "{'key':'a','label':'b'} | Provide either",
                "{'key':'nowhere'} | No session found: nowhere",
                "{'label':'nobody'} | No session found: nobody",
                "{'sessionId':'x'} | No session found: x"
            })
    void aSessionThatIsNotFoundIsSaid(String params, String message) {
        JsonNode error = peer.error("sessions.resolve", params);
        assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
        assertThat(error.path("message").asString("")).startsWith(message);
    }

    @Test
    void aSessionIsMadeAndChanged() {
        JsonNode made = peer.ok("sessions.patch", "{'key':'A','label':'x','thinkingLevel':'high','model':'demo'}");
        assertThat(made.path("ok").asBoolean(false)).isTrue();
        assertThat(made.path("key").asString("")).isEqualTo("agent:main:a");
        assertThat(made.path("path").asString("")).isEqualTo("/data/switchboard.db");
        assertThat(made.path("entry").path("label").asString("")).isEqualTo("x");
        assertThat(made.path("entry").path("thinkingLevel").asString("")).isEqualTo("high");
        JsonNode changed =
                peer.ok("sessions.patch", "{'key':'a','label':null,'thinkingLevel':null,'verboseLevel':'on'}");
        assertThat(changed.path("entry").has("label")).isFalse();
        assertThat(changed.path("entry").has("thinkingLevel")).isFalse();
        assertThat(changed.path("entry").path("verboseLevel").asString("")).isEqualTo("on");
        assertThat(changed.path("entry").path("model").asString("")).isEqualTo("demo");
    }

    @Test
    void aLabelNamesOneSession() {
        peer.ok("sessions.patch", "{'key':'a','label':'x'}");
        JsonNode error = peer.error("sessions.patch", "{'key':'b','label':'x'}");
        assertThat(error.path("code").asString("")).isEqualTo("INVALID_REQUEST");
        assertThat(error.path("message").asString("")).isEqualTo("label already in use: x");
    }

    @Test
    void aLevelThatIsNoneIsRefused() {
        assertThat(peer.error("sessions.patch", "{'key':'a','thinkingLevel':'deep'}")
                        .path("code")
                        .asString(""))
                .isEqualTo("INVALID_REQUEST");
    }

    @Test
    void aResetBeginsANewConversationWithTheSameSettings() {
        JsonNode before = peer.ok("sessions.patch", "{'key':'a','label':'x','verboseLevel':'on'}")
                .path("entry");
        say("a", "@say one", "r1");
        JsonNode reset = peer.ok("sessions.reset", "{'key':'A'}");
        assertThat(reset.path("key").asString("")).isEqualTo("agent:main:a");
        assertThat(reset.path("entry").path("sessionId").asString(""))
                .isNotEmpty()
                .isNotEqualTo(before.path("sessionId").asString(""));
        assertThat(reset.path("entry").path("label").asString("")).isEqualTo("x");
        assertThat(reset.path("entry").path("totalTokens").asLong(9)).isZero();
        assertThat(peer.ok("chat.history", "{'sessionKey':'a'}")
                        .path("messages")
                        .size())
                .isZero();
        assertThat(peer.ok("sessions.reset", "{'key':'fresh'}").path("key").asString(""))
                .isEqualTo("agent:main:fresh");
    }

    @Test
    void aSessionIsDeletedButNotTheMainOne() {
        say("a", "@say one", "r1");
        assertThat(peer.ok("sessions.delete", "{'key':'A'}"))
                .isEqualTo(json("{'ok':true,'key':'agent:main:a','deleted':true,'archived':[]}"));
        assertThat(peer.ok("sessions.delete", "{'sessionKey':'a'}")
                        .path("deleted")
                        .asBoolean(true))
                .isFalse();
        assertThat(peer.error("sessions.delete", "{'key':'main'}").path("code").asString(""))
                .isEqualTo("INVALID_REQUEST");
        assertThat(peer.ok("sessions.list", "{}").path("count").asInt(9)).isZero();
    }

    @Test
    void deletingASessionStopsItsTurn() {
        peer.ok("chat.send", "{'sessionKey':'a','message':'@hang','idempotencyKey':'r1'}");
        peer.agent("lifecycle", "start");
        assertThat(peer.ok("sessions.delete", "{'key':'a'}").path("deleted").asBoolean(false))
                .isTrue();
        peer.chat("aborted");
    }

    @Test
    void modelsAndAgentsAreListed() {
        assertThat(peer.ok("models.list", "{}").path("models").get(0).path("id").asString(""))
                .isEqualTo("demo");
        assertThat(peer.ok("agents.list", "{}"))
                .isEqualTo(
                        json(
                                "{'defaultId':'main','mainKey':'main','scope':'per-sender','agents':[{'id':'main','name':'main'}]}"));
        assertThat(peer.ok("agent.identity.get", "{}").path("agentId").asString(""))
                .isEqualTo("main");
        assertThat(peer.error("agent.identity.get", "{'agentId':'chef'}")
                        .path("message")
                        .asString(""))
                .contains("unknown agent id");
        assertThat(peer.ok("status", "{}").path("sessions").path("count").asInt(9))
                .isZero();
    }
}
