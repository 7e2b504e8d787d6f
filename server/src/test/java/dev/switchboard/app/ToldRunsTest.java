package dev.switchboard.app;

import static dev.switchboard.testing.ChatReply.chat;
import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchboard.time.SystemTime;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a run is told where the document of the runs protocol and its reference differ. */
@Timeout(60)
class ToldRunsTest {
    @TempDir
    private Path root;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(root, new SystemTime());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void anAgentThatCannotBePreparedEndsForBothKindsOfClients() throws Exception {
        List<JsonNode> lines = server.lines(server.command("go").put("agent_file", "/no/such/agent.yaml"));

        assertThat(WholeServer.types(lines)).containsExactly("error", "run_completed", "turn.completed");
        assertThat(WholeServer.payload(lines, "error").get("message").stringValue())
                .isEqualTo("failed to prepare runtime");
        assertThat(WholeServer.payload(lines, "run_completed")).hasToString("{\"status\":\"error\"}");
        assertThat(WholeServer.payload(lines, "turn.completed").get("status").stringValue())
                .isEqualTo("error");
    }

    @Test
    void aCancelledRunEndsForBothKindsOfClients() throws Exception {
        server.provider.reply(chat().hang());
        String run = server.start(server.command("go"));
        server.provider.awaitRequest(1);

        HttpResponse<String> answer = server.post("/api/v1/runs/" + run + "/cancel", "");

        assertThat(answer.body().strip()).isEqualTo("{\"run_id\":\"" + run + "\",\"status\":\"cancelling\"}");
        List<JsonNode> lines = server.linesOf(run);
        assertThat(WholeServer.types(lines))
                .endsWith("step_begin", "step_interrupted", "run_completed", "turn.completed");
        assertThat(WholeServer.payload(lines, "run_completed")).hasToString("{\"status\":\"cancelled\"}");
        assertThat(server.provider.awaitRequest(1).aborted()).isTrue();
    }

    private JsonNode whole(ObjectNode asked) throws Exception {
        return WholeServer.JSON.readTree(
                server.post("/api/v1/runs", asked.toString()).body());
    }

    @Test
    void eventsAreIncludedInWholeAnswersOnly() throws Exception {
        server.provider
                .reply(chat().say("one").usage(1, 1))
                .reply(chat().say("two").usage(1, 1))
                .reply(chat().say("three").usage(1, 1));
        ObjectNode asked = server.command("go").put("include_events", true);

        List<JsonNode> streamed = server.lines(asked);
        JsonNode whole = whole(asked.put("stream", false));
        JsonNode without = whole(asked.put("include_events", false));

        assertThat(streamed).allSatisfy(line -> assertThat(line.has("events")).isFalse());
        assertThat(WholeServer.types(whole.get("events").valueStream().toList()))
                .isEqualTo(WholeServer.types(streamed));
        assertThat(whole.get("conversation"))
                .hasToString("[{\"role\":\"user\",\"content\":\"go\"},{\"role\":\"assistant\",\"content\":\"two\"}]");
        assertThat(without.has("events")).isFalse();
    }

    @Test
    void aRunReadsInTheOrderThatClientsKnow() throws Exception {
        server.provider
                .reply(chat().think("Let me ", "look.")
                        .say("  I look.\n")
                        .call("c1", "Glob", "{\"pat", "tern\":\"*\"}")
                        .usage(50_000, 5))
                .reply(chat().say("No", "thing.").usage(100, 5));

        List<JsonNode> lines = server.lines(server.command("go"));

        assertThat(WholeServer.types(lines))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "step_begin",
                        "content_part",
                        "item.started",
                        "item.completed",
                        "tool_call",
                        "status_update",
                        "usage",
                        "tool_result",
                        "step_begin",
                        "item.started",
                        "item.completed",
                        "status_update",
                        "usage",
                        "turn.completed");
        List<JsonNode> started = WholeServer.payloads(lines, "item.started");
        assertThat(started).isEqualTo(WholeServer.payloads(lines, "item.completed"));
        assertThat(started)
                .extracting(item -> item.get("item").get("text").stringValue())
                .containsExactly("I look.", "Nothing.");
        assertThat(started)
                .extracting(item -> item.get("item").get("type").stringValue())
                .containsOnly("agent_message");
        Set<String> ids = new HashSet<>();
        started.forEach(item -> ids.add(item.get("item").get("id").stringValue()));
        assertThat(ids).hasSize(2);
        assertThat(WholeServer.payload(lines, "tool_call")
                        .get("function")
                        .get("arguments")
                        .stringValue())
                .isEqualTo("{\"pattern\":\"*\"}");
        assertThat(WholeServer.payloads(lines, "status_update").getFirst()).hasToString("{\"context_usage\":0.5}");
        assertThat(WholeServer.payloads(lines, "step_begin"))
                .extracting(JsonNode::toString)
                .containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void timesHaveMillisecondsAndAZ() throws Exception {
        server.provider.reply(chat().say("yes").usage(1, 1));

        assertThat(server.lines("go"))
                .extracting(line -> line.get("ts").stringValue())
                .allSatisfy(ts -> {
                    assertThat(ts).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
                    assertThat(Instant.parse(ts)).isBefore(Instant.parse("2100-01-01T00:00:00Z"));
                });
    }

    @Test
    void theThreadTellsWhatTheRunIsMadeOf() throws Exception {
        server.provider.reply(chat().say("yes").usage(1, 1));
        ObjectNode asked = server.command("go");
        asked.putObject("env")
                .put("kimi_api_key", "sk-sesame")
                .put("KIMI_MODEL_NAME", "kimi-k2-turbo")
                .put("OPENAI_API_KEY", "sk-other")
                .put("PATH", "/evil");

        List<JsonNode> lines = server.lines(asked);

        JsonNode thread = WholeServer.payload(lines, "thread.started");
        assertThat(thread.get("thread_id").stringValue())
                .isEqualTo(lines.getFirst().get("run_id").stringValue());
        assertThat(thread.get("work_dir").stringValue()).isEqualTo(server.dir.toString());
        assertThat(thread.get("agent_file").stringValue()).isEqualTo("default");
        assertThat(thread.get("session_id").stringValue())
                .isNotEqualTo(thread.get("thread_id").stringValue());
        assertThat(thread.get("model_name").stringValue()).isEqualTo("kimi-k2-turbo");
        assertThat(thread.get("env_overrides"))
                .hasToString("{\"KIMI_API_KEY\":\"******\",\"KIMI_MODEL_NAME\":\"kimi-k2-turbo\"}");
        assertThat(thread.get("env_ignored")).hasToString("[\"OPENAI_API_KEY\",\"PATH\"]");
        assertThat(server.provider.awaitRequest(1).headers()).containsEntry("authorization", "Bearer sk-sesame");
        assertThat(server.provider.awaitRequest(1).json().get("model").stringValue())
                .isEqualTo("kimi-k2-turbo");
        assertThat(lines.toString()).doesNotContain("sesame");
    }

    @Test
    void keysOfTheRequestAndOfTheServerDoNotReachTools() throws Exception {
        server.provider
                .reply(chat().call("c1", "Bash", "{\"command\":\"env\"}").usage(1, 1))
                .reply(chat().say("Done.").usage(1, 1));
        ObjectNode asked = server.command("go");
        asked.putObject("env").put("KIMI_API_KEY", "sk-sesame");

        List<JsonNode> lines = server.lines(asked);

        assertThat(output(lines)).contains("PATH=").doesNotContain("KIMI").doesNotContain("sk-");
    }

    @Test
    void toolsWorkInTheDirectoryOfTheRun() throws Exception {
        Files.writeString(server.dir.resolve("here.txt"), "needle");
        server.provider
                .reply(chat().call("c1", "Bash", "{\"command\":\"pwd\"}")
                        .call("c2", "Grep", "{\"pattern\":\"needle\"}")
                        .usage(1, 1))
                .reply(chat().say("Done.").usage(1, 1));

        List<JsonNode> results = WholeServer.payloads(server.lines("go"), "tool_result");

        assertThat(results)
                .extracting(result ->
                        result.get("result").get("output").stringValue().strip())
                .containsExactlyInAnyOrder(server.dir.toString(), "here.txt");
    }

    private static String output(List<JsonNode> lines) {
        return WholeServer.payload(lines, "tool_result")
                .get("result")
                .get("output")
                .stringValue();
    }

    @Test
    void withoutAModelTheRunFailsInItsStream() throws Exception {
        Path config = Files.writeString(root.resolve("empty.json"), "{\"models\":{},\"providers\":{}}");

        List<JsonNode> lines = server.lines(server.command("go").put("config_file", config.toString()));

        assertThat(WholeServer.types(lines))
                .containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(WholeServer.payload(lines, "thread.started")
                        .get("model_name")
                        .stringValue())
                .isEmpty();
        assertThat(WholeServer.payload(lines, "error").get("message").stringValue())
                .isEqualTo("LLM is not configured");
    }

    @Test
    void aProviderThatRefusesTheKeyFailsTheRunInItsStream() throws Exception {
        server.provider.reply(status(401, "{\"error\":{\"message\":\"Invalid Authentication\"}}"));

        List<JsonNode> lines = server.lines("go");

        assertThat(WholeServer.types(lines)).endsWith("step_begin", "step_interrupted", "error", "turn.completed");
        assertThat(WholeServer.payload(lines, "error").get("message").stringValue())
                .startsWith("LLM provider error: ")
                .contains("401")
                .contains("Invalid Authentication");
        assertThat(server.provider.requests()).hasSize(1);
    }

    @Test
    void aModelThatCannotThinkWorksWithoutAndSaysSo() throws Exception {
        server.provider
                .reply(chat().say("yes").usage(1, 1))
                .reply(chat().think("Hm.").say("yes").usage(1, 1));
        ObjectNode asked = server.command("go");
        asked.putObject("options").put("thinking", true);

        List<JsonNode> plain = server.lines(asked.put("model_name", "plain"));
        List<JsonNode> thinking = server.lines(asked.put("model_name", "k2"));

        assertThat(WholeServer.payload(plain, "thread.started").get("thinking").booleanValue())
                .isFalse();
        assertThat(WholeServer.payload(thinking, "thread.started")
                        .get("thinking")
                        .booleanValue())
                .isTrue();
        assertThat(WholeServer.payload(plain, "turn.completed").get("status").stringValue())
                .isEqualTo("finished");
        assertThat(server.provider
                        .awaitRequest(1)
                        .json()
                        .path("reasoning_effort")
                        .asString(""))
                .isEmpty();
    }

    @Test
    void aRunIsToldOverHttp2Too() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        server.provider.reply(chat().say("ye").hold(more).say("s").usage(1, 1));
        more.countDown();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer = http.send(
                    server.request("/api/v1/runs")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(server.command("go").toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
            assertThat(answer.body()).contains("\"text\":\"yes\"").endsWith("\n");
        }
    }

    @Test
    void theLogTellsOfARunButNotWhatIsInIt() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.switchboard");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        String run;
        try {
            server.provider.reply(chat().say("open sesame").usage(1, 1));
            run = server.lines("the magic word").getFirst().get("run_id").stringValue();
            while (log.list.stream().noneMatch(event -> event.getMessage().startsWith("run ended"))) {
                Thread.onSpinWait();
            }
        } finally {
            logger.detachAppender(log);
            logger.setLevel(before);
        }

        assertThat(log.list.stream()
                        .filter(event -> run.equals(event.getMDCPropertyMap().get("run"))))
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("run began model=kimi-k2-thinking")
                .anyMatch(line -> line.startsWith("run ended status=finished"));
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("sesame") || line.contains("magic") || line.contains("sk-"));
    }

    @Test
    void healthTellsTheVersion() throws Exception {
        assertThat(server.get("/api/v1/health").body().strip()).isEqualTo("{\"status\":\"ok\",\"version\":\"1.2.3\"}");
    }
}
