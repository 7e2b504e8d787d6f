package dev.switchboard.app;

import static dev.switchboard.testing.ChatReply.chat;
import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.ChatReply;
import dev.switchboard.testing.ChatRequest;
import dev.switchboard.time.SystemTime;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The steps of a run: what the model is told, when it is asked again, and who is asked before a tool acts. */
@Timeout(60)
class StepsOfRunsTest {
    private static final String TOUCH = "{\"command\":\"touch done\"}";

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

    private static String end(List<JsonNode> lines) {
        return WholeServer.payload(lines, "turn.completed").get("status").stringValue();
    }

    private static String prompt(ChatRequest request) {
        JsonNode system = request.messages().getFirst();
        assertThat(system.get("role").stringValue()).isEqualTo("system");
        return system.get("content").stringValue();
    }

    private static List<String> roles(ChatRequest request) {
        return request.messages().stream()
                .map(message -> message.get("role").stringValue())
                .toList();
    }

    private static ChatReply fine() {
        return chat().say("Fine.").usage(1, 1);
    }

    @Test
    void eachRunHasASessionOfItsOwnUnlessItNamesOne() throws Exception {
        server.provider.reply(fine()).reply(fine()).reply(fine());
        String first = session(server.lines("one"));

        String second = session(server.lines("two"));
        String again = session(server.lines(server.command("three").put("session_id", first)));

        assertThat(second).isNotEqualTo(first);
        assertThat(again).isEqualTo(first);
        assertThat(roles(server.provider.awaitRequest(2))).containsExactly("system", "user");
        assertThat(roles(server.provider.awaitRequest(3))).containsExactly("system", "user", "assistant", "user");
        assertThat(server.provider
                        .awaitRequest(3)
                        .json()
                        .get("prompt_cache_key")
                        .stringValue())
                .isEqualTo(first);
    }

    private static String session(List<JsonNode> lines) {
        return WholeServer.payload(lines, "thread.started").get("session_id").stringValue();
    }

    @Test
    void theModelIsToldWhereItIsAndWhatItsToolsDid() throws Exception {
        Files.writeString(server.dir.resolve("listed.txt"), "");
        server.provider
                .reply(chat().think("Hm.")
                        .say("I look.")
                        .call("c1", "Glob", "{\"pattern\":\"*\"}")
                        .usage(1, 1))
                .reply(fine());

        server.lines("  look  ");

        assertThat(prompt(server.provider.awaitRequest(1)))
                .contains(server.dir.toString())
                .contains("listed.txt");
        ChatRequest second = server.provider.awaitRequest(2);
        assertThat(roles(second)).containsExactly("system", "user", "assistant", "tool");
        assertThat(second.messages().get(1).get("content").stringValue()).isEqualTo("  look  ");
        JsonNode assistant = second.messages().get(2);
        assertThat(assistant.get("reasoning_content").stringValue()).isEqualTo("Hm.");
        assertThat(assistant.get("tool_calls").get(0).get("id").stringValue()).isEqualTo("c1");
        assertThat(second.messages().get(3).get("tool_call_id").stringValue()).isEqualTo("c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AGENTS.md", "agents.md"})
    void theNotesOfTheProjectAreInThePrompt(String name) throws Exception {
        Files.writeString(server.dir.resolve(name), "\n  Use tabs. 制表符  \n");
        server.provider.reply(fine());

        server.lines("go");

        assertThat(prompt(server.provider.awaitRequest(1))).contains("Use tabs. 制表符");
    }

    @Test
    void theNotesInCapitalsGoFirst() throws Exception {
        Files.writeString(server.dir.resolve("AGENTS.md"), "Use tabs.");
        Files.writeString(server.dir.resolve("agents.md"), "Use spaces.");
        server.provider.reply(fine());

        server.lines("go");

        assertThat(prompt(server.provider.awaitRequest(1)))
                .contains("Use tabs.")
                .doesNotContain("Use spaces.");
    }

    @Test
    void notesThatAreNoTextEndTheRunBeforeItBegins() throws Exception {
        Files.write(server.dir.resolve("AGENTS.md"), new byte[] {(byte) 0xC3, 0x28});

        List<JsonNode> lines = server.lines("go");

        assertThat(WholeServer.types(lines)).containsExactly("error", "run_completed", "turn.completed");
        assertThat(server.provider.requests()).isEmpty();
    }

    @Test
    void aRunThatTakesItsLastStepEndsWithoutAnError() throws Exception {
        server.provider.always(request ->
                chat().call("c" + request.n(), "Glob", "{\"pattern\":\"*\"}").usage(1, 1));
        ObjectNode asked = server.command("go");
        asked.putObject("budget").put("steps", 2);

        List<JsonNode> lines = server.lines(asked);

        JsonNode end = WholeServer.payload(lines, "turn.completed");
        assertThat(end.get("status").stringValue()).isEqualTo("max_steps_reached");
        assertThat(end.get("steps").intValue()).isEqualTo(2);
        assertThat(WholeServer.types(lines)).doesNotContain("error", "step_interrupted");
        assertThat(server.provider.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void aFailureThatMayPassIsTriedAgainAndTold(int code) throws Exception {
        server.provider
                .reply(status(code, "{\"error\":{\"message\":\"not now\"}}"))
                .reply(fine());

        List<JsonNode> lines = server.lines("go");

        assertThat(end(lines)).isEqualTo("finished");
        JsonNode retry = WholeServer.payload(lines, "step_retry");
        assertThat(retry.get("n").intValue()).isEqualTo(1);
        assertThat(retry.get("reason").stringValue()).contains(String.valueOf(code));
        assertThat(retry.get("delay_ms").intValue()).isBetween(300, 800);
    }

    @Test
    void aFailureThatStaysEndsTheRunAfterThreeAttempts() throws Exception {
        server.provider.always(request -> status(503, "{\"error\":{\"message\":\"down\"}}"));

        List<JsonNode> lines = server.lines("go");

        assertThat(server.provider.requests()).hasSize(3);
        assertThat(WholeServer.payloads(lines, "step_retry")).hasSize(2);
        assertThat(WholeServer.types(lines)).endsWith("step_interrupted", "error", "turn.completed");
        assertThat(end(lines)).isEqualTo("error");
        assertThat(WholeServer.payload(lines, "turn.completed").get("reason").stringValue())
                .isEqualTo("provider");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    void aFailureThatCannotPassIsNotTriedAgain(int code) throws Exception {
        server.provider.reply(status(code, "{\"error\":{\"message\":\"no\"}}"));

        assertThat(end(server.lines("go"))).isEqualTo("error");
        assertThat(server.provider.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksOffIsTakenBackAndAskedForAgain() throws Exception {
        server.provider.reply(chat().say("Half of an ans").cut()).reply(fine());
        ObjectNode asked = server.command("go").put("deltas", true);

        List<JsonNode> lines = server.lines(asked);

        List<String> spoken = WholeServer.payloads(lines, "item.delta").stream()
                .map(delta -> delta.get("item_id").stringValue())
                .distinct()
                .toList();
        assertThat(spoken).hasSize(2);
        assertThat(WholeServer.payload(lines, "step_retry").get("discarded"))
                .hasToString("[\"" + spoken.getFirst() + "\"]");
        assertThat(WholeServer.payload(lines, "item.completed")
                        .get("item")
                        .get("text")
                        .stringValue())
                .isEqualTo("Fine.");
        assertThat(roles(server.provider.awaitRequest(2))).containsExactly("system", "user");
    }

    @Test
    void anEmptyAnswerIsAskedForAgain() throws Exception {
        server.provider.reply(chat().usage(1, 0)).reply(fine());

        List<JsonNode> lines = server.lines("go");

        assertThat(WholeServer.payloads(lines, "step_retry")).hasSize(1);
        assertThat(end(lines)).isEqualTo("finished");
    }

    @Test
    void aCutAnswerIsContinued() throws Exception {
        server.provider.reply(chat().say("One, ").finish("length").usage(1, 1)).reply(fine());

        assertThat(end(server.lines("go"))).isEqualTo("finished");
        assertThat(server.provider.requests()).hasSize(2);
    }

    @Test
    void nobodyIsAskedUnlessTheRequestSaysSo() throws Exception {
        server.provider.reply(chat().call("c1", "Bash", TOUCH).usage(1, 1)).reply(fine());

        List<JsonNode> lines = server.lines("go");

        assertThat(WholeServer.types(lines)).doesNotContain("approval_request");
        assertThat(server.dir.resolve("done")).exists();
    }

    private ObjectNode asking(String command) {
        ObjectNode request = server.command(command);
        request.putObject("options").put("yolo", false);
        return request;
    }

    /** Starts a run whose model wants to run a command, and waits until somebody is asked. */
    private String asked() throws Exception {
        server.provider.reply(chat().call("c1", "Bash", TOUCH).usage(1, 1));
        return server.start(asking("go"));
    }

    private HttpResponse<String> answer(String run, JsonNode request, String decision) throws Exception {
        return server.post(
                "/api/v1/runs/" + run + "/approvals/" + request.get("id").stringValue(), decision);
    }

    @Test
    void somebodyIsAskedAndTheToolWaits() throws Exception {
        String run = asked();
        JsonNode request = server.await(run, "approval_request").get("payload");
        assertThat(request.get("sender").stringValue()).isEqualTo("Bash");
        assertThat(request.get("action").stringValue()).isEqualTo("run shell command");
        assertThat(request.get("description").stringValue()).isEqualTo("Run command `touch done`");
        assertThat(request.get("tool_call_id").stringValue()).isEqualTo("c1");
        assertThat(server.run(run).get("status").stringValue()).isEqualTo("waiting");
        assertThat(server.dir.resolve("done")).doesNotExist();

        server.provider.reply(fine());
        assertThat(answer(run, request, "{\"decision\":\"approve\"}").statusCode())
                .isEqualTo(200);

        List<JsonNode> lines = server.linesOf(run);
        assertThat(end(lines)).isEqualTo("finished");
        assertThat(server.dir.resolve("done")).exists();
        JsonNode response = WholeServer.payload(lines, "approval_response");
        assertThat(response.get("id")).isEqualTo(request.get("id"));
        assertThat(response.get("decision").stringValue()).isEqualTo("approve");
        assertThat(response.get("by").stringValue()).isEqualTo("local");
    }

    @Test
    void aRejectionEndsTheRunAfterTheStep() throws Exception {
        String run = asked();
        answer(run, server.await(run, "approval_request").get("payload"), "{\"decision\":\"reject\"}");

        List<JsonNode> lines = server.linesOf(run);

        assertThat(end(lines)).isEqualTo("finished");
        assertThat(WholeServer.payload(lines, "tool_result")
                        .get("result")
                        .get("brief")
                        .stringValue())
                .isEqualTo("Rejected by user");
        assertThat(server.provider.requests()).hasSize(1);
        assertThat(server.dir.resolve("done")).doesNotExist();
    }

    @Test
    void aRejectionWithFeedbackIsReadByTheModel() throws Exception {
        String run = asked();
        server.provider.reply(fine());
        answer(
                run,
                server.await(run, "approval_request").get("payload"),
                "{\"decision\":\"reject\",\"feedback\":\"use a file tool\"}");

        assertThat(end(server.linesOf(run))).isEqualTo("finished");
        assertThat(server.provider.awaitRequest(2).messages().getLast().toString())
                .contains("use a file tool");
    }

    @Test
    void anApprovalForTheSessionCoversTheActionInItsLaterRuns() throws Exception {
        String run = asked();
        server.provider.reply(fine());
        answer(run, server.await(run, "approval_request").get("payload"), "{\"decision\":\"approve_for_session\"}");
        List<JsonNode> first = server.linesOf(run);
        server.provider.reply(chat().call("c2", "Bash", TOUCH).usage(1, 1)).reply(fine());

        List<JsonNode> second = server.lines(asking("again").put("session_id", session(first)));

        assertThat(WholeServer.types(second)).contains("tool_result").doesNotContain("approval_request");
    }

    @Test
    void whatOnlyReadsAsksNobody() throws Exception {
        server.provider
                .reply(chat().call("c1", "Glob", "{\"pattern\":\"*\"}").usage(1, 1))
                .reply(fine());

        assertThat(WholeServer.types(server.lines(asking("go")))).doesNotContain("approval_request");
    }
}
