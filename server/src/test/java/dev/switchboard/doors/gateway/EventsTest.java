package dev.switchboard.doors.gateway;

import static dev.switchboard.doors.gateway.Peer.client;
import static dev.switchboard.doors.gateway.Peer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What clients hear while agents work. */
class EventsTest {
    private static final String TOOL = "@say Look.\\n@tool Glob {\\\"pattern\\\":\\\"*\\\"}\\n@say Done.";

    @TempDir
    private Path directory;

    private GatewayServer server;

    @BeforeEach
    void start() {
        server = new GatewayServer(directory, new GatewayServer.Setup());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void send(Peer peer, String key, String message, String id) {
        peer.ok("chat.send", "{'sessionKey':'" + key + "','message':'" + message + "','idempotencyKey':'" + id + "'}");
    }

    /** What was heard of a turn, as {@code family/what/number}. */
    private static List<String> story(Peer peer, String turn) {
        return peer.events.stream()
                .map(each -> each.path("payload"))
                .filter(payload -> payload.path("runId").asString("").equals(turn))
                .map(payload -> payload.has("state")
                        ? "chat/" + payload.path("state").asString("") + "/"
                                + payload.path("seq").asInt()
                        : payload.path("stream").asString("")
                                + "/"
                                + payload.path("data").path("phase").asString("")
                                + "/"
                                + payload.path("seq").asInt())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aPlainTurnIsToldTwice(int protocol) {
        try (Peer peer = server.operator(protocol)) {
            send(peer, "Room", "@say Hello.", "r1");
            JsonNode end = peer.chat("final").path("payload");
            List<String> story = story(peer, "r1");
            assertThat(story.getFirst()).isEqualTo("lifecycle/start/1");
            int last = end.path("seq").asInt();
            assertThat(story.subList(story.size() - 2, story.size()))
                    .containsExactly("lifecycle/end/" + last, "chat/final/" + last);
            assertThat(end.path("sessionKey").asString("")).isEqualTo("agent:main:room");
            assertThat(end.path("message").path("role").asString("")).isEqualTo("assistant");
            assertThat(end.path("message").path("content")).isEqualTo(json("[{'type':'text','text':'Hello.'}]"));
            assertThat(end.path("message").path("timestamp").asLong(0)).isPositive();
            assertThat(end.path("agentId").asString(null)).isEqualTo(protocol == 4 ? "main" : null);
            assertThat(end.path("stopReason").asString(null)).isEqualTo(protocol == 4 ? "stop" : null);
        }
    }

    @Test
    void aChatEventHasTheNumberOfTheAgentEventBeforeIt() {
        try (Peer peer = server.operator(3)) {
            send(peer, "a", "@slow 30\\n@say " + "word ".repeat(30), "r1");
            peer.chat("final");
            int before = 0;
            for (JsonNode event : peer.events) {
                JsonNode payload = event.path("payload");
                if (payload.has("stream")) {
                    assertThat(payload.path("seq").asInt()).isEqualTo(before + 1);
                    before++;
                } else if (payload.has("state")) {
                    assertThat(payload.path("seq").asInt()).isEqualTo(before);
                }
            }
            assertThat(before).isGreaterThan(4);
        }
    }

    @Test
    void aTextThatIsBeingSpokenIsToldWhole() {
        try (Peer peer = server.operator(4)) {
            send(peer, "a", "@slow 30\\n@say " + "word ".repeat(30), "r1");
            String known = "";
            int deltas = 0;
            JsonNode event;
            do {
                event = peer.event("chat").path("payload");
                if (event.path("state").asString("").equals("delta")) {
                    String text = event.path("message")
                            .path("content")
                            .get(0)
                            .path("text")
                            .asString("");
                    assertThat(text).isEqualTo(known + event.path("deltaText").asString(""));
                    known = text;
                    deltas++;
                }
            } while (!event.path("state").asString("").equals("final"));
            assertThat(deltas).isGreaterThan(2);
            assertThat(known.strip()).isEqualTo("word ".repeat(30).strip());
        }
    }

    @Test
    void everyEventOfAConnectionIsNumberedWithoutGaps() {
        try (Peer peer = server.operator(4)) {
            send(peer, "a", "@slow 10\\n@say " + "word ".repeat(20), "r1");
            peer.chat("final");
            List<Long> numbers = peer.events.stream()
                    .filter(event -> event.has("seq"))
                    .map(event -> event.path("seq").asLong())
                    .toList();
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void everyOperatorHearsOfEverySession() {
        try (Peer sender = server.operator(4);
                Peer other = server.operator(3)) {
            send(sender, "a", "@say x", "r1");
            assertThat(other.chat("final").path("payload").path("runId").asString(""))
                    .isEqualTo("r1");
        }
    }

    @Test
    void aFailureIsToldOnceWithItsReason() {
        for (int protocol : new int[] {3, 4}) {
            try (Peer peer = server.operator(protocol)) {
                send(peer, "a", "@fail 400 9", "r" + protocol);
                JsonNode error = peer.chat("error").path("payload");
                assertThat(error.path("errorMessage").asString("")).contains("400");
                assertThat(error.path("errorKind").asString("")).isEqualTo("unknown");
                peer.ok("health", "{}");
                assertThat(story(peer, "r" + protocol))
                        .filteredOn(each -> each.startsWith("chat/") || each.startsWith("lifecycle/"))
                        .containsExactly(
                                "lifecycle/start/1",
                                "lifecycle/error/" + error.path("seq").asInt(),
                                "chat/error/" + error.path("seq").asInt());
            }
        }
    }

    @Test
    void anAnswerThatIsEmptyEndsWithoutAMessage() {
        try (Peer peer = server.operator(3)) {
            send(peer, "a", "@tool Glob {\\\"pattern\\\":\\\"*\\\"}\\n@empty 9", "r1");
            JsonNode end = peer.event(each -> List.of("final", "error")
                            .contains(each.path("payload").path("state").asString("")))
                    .path("payload");
            assertThat(end.has("message")).isFalse();
        }
    }

    @Test
    void anAbortIsToldAsEachProtocolTellsIt() {
        for (int protocol : new int[] {3, 4}) {
            try (Peer peer = server.operator(protocol)) {
                String turn = "r" + protocol;
                send(peer, "a", "@say Before.\\n@hang", turn);
                peer.chat("delta");
                peer.ok("chat.abort", "{'sessionKey':'a'}");
                peer.ok("health", "{}");
                List<String> story = story(peer, turn);
                if (protocol == 3) {
                    assertThat(story.getLast()).startsWith("chat/aborted/");
                } else {
                    assertThat(story.get(story.size() - 2)).startsWith("chat/aborted/");
                    assertThat(story.getLast()).startsWith("lifecycle/end/");
                    assertThat(peer.events
                                    .getLast()
                                    .path("payload")
                                    .path("data")
                                    .path("status")
                                    .asString(""))
                            .isEqualTo("cancelled");
                }
            }
        }
    }

    @Test
    void toolsAreToldToThoseWhoCanShowThem() {
        try (Peer shows = server.operator(4);
                Peer plain = server.connect()) {
            plain.hello(client(4));
            send(shows, "a", TOOL, "r1");
            JsonNode begun = shows.agent("tool", "start").path("payload").path("data");
            assertThat(begun.path("name").asString("")).isEqualTo("Glob");
            assertThat(begun.path("args")).isEqualTo(json("{'pattern':'*'}"));
            JsonNode ended = shows.agent("tool", "result").path("payload").path("data");
            assertThat(ended.path("toolCallId").asString(""))
                    .isNotEmpty()
                    .isEqualTo(begun.path("toolCallId").asString(""));
            assertThat(ended.path("isError").asBoolean(true)).isFalse();
            assertThat(ended.path("result").isObject()).isTrue();
            plain.chat("final");
            assertThat(story(plain, "r1")).noneMatch(each -> each.startsWith("tool/"));
        }
    }

    @Test
    void inProtocol3AVerboseSessionShowsItsToolsToAll() {
        try (Peer plain = server.connect()) {
            plain.hello(client(3));
            plain.ok("sessions.patch", "{'key':'a','verboseLevel':'on'}");
            send(plain, "a", TOOL, "r1");
            assertThat(plain.agent("tool", "result")
                            .path("payload")
                            .path("data")
                            .has("result"))
                    .isFalse();
            plain.chat("final");
            plain.ok("sessions.patch", "{'key':'a','verboseLevel':'full'}");
            send(plain, "a", TOOL, "r2");
            assertThat(plain.agent("tool", "result")
                            .path("payload")
                            .path("data")
                            .has("result"))
                    .isTrue();
            plain.chat("final");
            plain.ok("sessions.patch", "{'key':'a','verboseLevel':'off'}");
            send(plain, "a", TOOL, "r3");
            plain.chat("final");
            assertThat(story(plain, "r3")).noneMatch(each -> each.startsWith("tool/"));
        }
    }

    @Test
    void aNodeHearsOfTheSessionsThatItNamesOnceAndWithoutNumbers() {
        try (Peer node = server.connect();
                Peer peer = server.operator(3)) {
            node.hello(client(3).put("role", "node"));
            node.ok("node.event", "{'event':'chat.subscribe','payload':{'sessionKey':'Room'}}");
            send(peer, "other", "@say x", "r1");
            peer.chat("final");
            send(peer, "room", "@say x", "r2");
            JsonNode end = node.chat("final");
            assertThat(end.path("payload").path("runId").asString("")).isEqualTo("r2");
            assertThat(end.has("seq")).isFalse();
            assertThat(story(node, "r1")).isEmpty();
            assertThat(story(node, "r2")).doesNotHaveDuplicates();
            node.ok("node.event", "{'event':'chat.unsubscribe','payloadJSON':'{\\\"sessionKey\\\":\\\"room\\\"}'}");
            send(peer, "room", "@say x", "r3");
            peer.event(each -> each.path("payload").path("runId").asString("").equals("r3")
                    && each.path("payload").path("state").asString("").equals("final"));
            node.ok("node.event", "{'event':'nothing'}");
            assertThat(story(node, "r3")).isEmpty();
        }
    }

    @Test
    void aCommandIsAnsweredAsAMessage() {
        try (Peer peer = server.operator(3)) {
            send(peer, "a", "/status", "r1");
            JsonNode answer = peer.chat("final").path("payload");
            assertThat(answer.path("runId").asString("")).isEqualTo("r1");
            assertThat(answer.path("seq").asInt()).isEqualTo(1);
            assertThat(answer.path("message").path("stopReason").asString("")).isEqualTo("injected");
            assertThat(answer.path("message").path("usage").path("totalTokens").asInt(9))
                    .isZero();
            assertThat(story(peer, "r1")).containsExactly("chat/final/1");
        }
    }

    @Test
    void aQuestionIsToldWithItsIdAndAnsweredInTheChat() {
        try (Peer peer = server.operator(4)) {
            String write =
                    "@tool WriteFile {\\\"path\\\":\\\"{work_dir}/n.txt\\\",\\\"content\\\":\\\"x\\\"}\\n@say Done.";
            send(peer, "a", write, "r1");
            JsonNode asked = peer.agent("approval", "requested").path("payload").path("data");
            String id = asked.path("approvalId").asString("");
            JsonNode question = peer.chat("final").path("payload");
            assertThat(question.path("runId").asString("")).startsWith("approval-");
            assertThat(question.path("message")
                            .path("content")
                            .get(0)
                            .path("text")
                            .asString(""))
                    .contains("/approve " + id);
            send(peer, "a", "/approve " + id, "a1");
            JsonNode answered =
                    peer.agent("approval", "resolved").path("payload").path("data");
            assertThat(answered.path("decision").asString("")).isEqualTo("approve");
            peer.event(each -> each.path("payload").path("runId").asString("").equals("r1")
                    && each.path("payload").path("state").asString("").equals("final"));
        }
    }
}
