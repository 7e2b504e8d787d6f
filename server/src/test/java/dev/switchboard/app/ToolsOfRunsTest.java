package dev.switchboard.app;

import static dev.switchboard.testing.ChatReply.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.builtin.Processes;
import dev.switchboard.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the tools of a run do, as its readers and its model see it. */
@Timeout(60)
class ToolsOfRunsTest {
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

    private static ObjectNode arguments(String... pairs) {
        ObjectNode arguments = WholeServer.JSON.createObjectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(pairs[i], pairs[i + 1]);
        }
        return arguments;
    }

    /** A call of a tool: what readers see of its result, and what the model is told. */
    private record Called(boolean ok, String output, String message, String brief, String told) {}

    private Called call(String tool, ObjectNode arguments) throws Exception {
        return call(tool, arguments.toString());
    }

    private Called call(String tool, String arguments) throws Exception {
        int before = server.provider.requests().size();
        server.provider
                .reply(chat().call("c" + before, tool, arguments).usage(1, 1))
                .reply(chat().say("Done.").usage(1, 1));
        List<JsonNode> lines = server.lines("use " + tool);
        JsonNode ended = WholeServer.payload(lines, "tool_result");
        JsonNode result = ended.get("result");
        return new Called(
                ended.get("ok").booleanValue(),
                result.get("output").stringValue(),
                result.get("message").stringValue(),
                result.get("brief").stringValue(),
                told(server.provider.awaitRequest(before + 2).messages().getLast()));
    }

    /** The text of a tool's message: one text, or a list of them. */
    private static String told(JsonNode message) {
        assertThat(message.get("role").stringValue()).isEqualTo("tool");
        JsonNode content = message.get("content");
        return content.isString()
                ? content.stringValue()
                : content.valueStream()
                        .map(part -> part.get("text").stringValue())
                        .collect(Collectors.joining("|"));
    }

    private Called bash(String command) throws Exception {
        return call("Bash", arguments("command", command));
    }

    @Test
    void anUnknownToolIsAnswered() throws Exception {
        Called called = call("Fly", "{}");

        assertThat(called.ok()).isFalse();
        assertThat(called.brief()).isEqualTo("Tool `Fly` not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"path\"|Error parsing JSON arguments:",
                "{\"path\":5}|Error validating JSON arguments:",
                "''|Error validating JSON arguments:"
            })
    void argumentsThatDoNotFitAreAnswered(String arguments, String message) throws Exception {
        Called called = call("ReadFile", arguments);

        assertThat(called.message()).startsWith(message);
        assertThat(called.brief()).isEqualTo("Invalid arguments");
        assertThat(called.told()).startsWith("<system>ERROR: " + message);
    }

    @Test
    void theModelIsToldOfSuccessAndFailureInTheKnownForm() throws Exception {
        assertThat(bash("echo out").told())
                .startsWith("<system>")
                .contains("</system>")
                .contains("out");
        assertThat(bash("echo out; exit 3").told())
                .startsWith("<system>ERROR: ")
                .contains("out");
    }

    @Test
    void callsOfOneAnswerRunAtOnceAndAreToldInTheirOrder() throws Exception {
        server.provider
                .reply(chat().call(
                                "slow",
                                "Bash",
                                arguments("command", "while [ ! -e go ]; do sleep 0.05; done")
                                        .toString())
                        .call("fast", "Bash", arguments("command", "touch go").toString())
                        .usage(1, 1))
                .reply(chat().say("Done.").usage(1, 1));

        List<JsonNode> lines = server.lines("race");

        assertThat(WholeServer.payloads(lines, "tool_result"))
                .hasSize(2)
                .allSatisfy(
                        result -> assertThat(result.get("ok").booleanValue()).isTrue());
        List<JsonNode> messages = server.provider.awaitRequest(2).messages();
        assertThat(messages.subList(messages.size() - 2, messages.size()))
                .extracting(message -> message.get("tool_call_id").stringValue())
                .containsExactly("slow", "fast");
    }

    @Test
    void commandsRunInTheWorkDirectoryWithoutInputAndWithoutKeys() throws Exception {
        assertThat(bash("pwd; cat; env").output())
                .startsWith(server.dir + "\n")
                .contains("PATH=/usr/bin:/bin")
                .doesNotContain("KIMI")
                .doesNotContain("sk-");
    }

    @Test
    void aFailedCommandSaysItsCode() throws Exception {
        assertThat(bash("exit 7").brief()).isEqualTo("Failed with exit code: 7");
    }

    /** Whether the process lives whose number a command has written. */
    private boolean isAlive(String file) throws Exception {
        return Processes.isAlive(
                Long.parseLong(Files.readString(server.dir.resolve(file)).strip()));
    }

    @Test
    void aCommandThatTakesTooLongEndsWithAllItsChildren() throws Exception {
        ObjectNode arguments = arguments("command", "echo begun; (sleep 600; touch late) & echo $! >child; wait");

        Called called = call("Bash", arguments.put("timeout", 1));

        assertThat(called.brief()).isEqualTo("Killed by timeout (1s)");
        assertThat(called.output()).contains("begun");
        assertThat(isAlive("child")).isFalse();
    }

    @Test
    void aCancelEndsTheCommand() throws Exception {
        server.provider.reply(chat().call(
                        "c1",
                        "Bash",
                        arguments("command", "echo $$ >pid; touch begun; sleep 600")
                                .toString())
                .usage(1, 1));
        String run = server.start(server.command("go"));
        server.await(run, "tool_call");
        while (!Files.exists(server.dir.resolve("begun"))) {
            Thread.onSpinWait();
        }

        server.post("/api/v1/runs/" + run + "/cancel", "");

        assertThat(WholeServer.payload(server.linesOf(run), "turn.completed")
                        .get("status")
                        .stringValue())
                .isEqualTo("cancelled");
        assertThat(isAlive("pid")).isFalse();
    }

    @Test
    void theModelReadsTheEndOfALongOutput() throws Exception {
        Called called = bash("seq 1 100000");

        assertThat(called.told()).contains("1\n2\n3\n").contains("99999\n100000");
        assertThat(called.output().length()).isLessThanOrEqualTo(51_000);
        assertThat(called.message()).contains("truncated");
    }

    @Test
    void longLinesAreCut() throws Exception {
        assertThat(bash("head -c 5000 /dev/zero | tr '\\0' x").output())
                .hasSizeLessThan(2_100)
                .contains("[...truncated]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "echo $HOME | grep -c /@1",
                "touch a.py b.py; ls *.py | grep b@b.py",
                "echo foo >a.txt; grep -n foo a.txt 2>/dev/null@1:foo",
                "echo foo >a; grep foo a; echo hi@foo hi"
            })
    void commandsAreRunAsTheyAreWritten(String command, String output) throws Exception {
        assertThat(bash(command).output().strip().replace('\n', ' ')).isEqualTo(output);
    }

    @Test
    void filesAreReadWithNumbers() throws Exception {
        Files.writeString(server.dir.resolve("a.txt"), "one\ntwo\nthree\n");
        ObjectNode arguments = arguments("path", server.dir.resolve("a.txt").toString());

        assertThat(call("ReadFile", arguments).output()).isEqualTo("     1\tone\n     2\ttwo\n     3\tthree\n");
        assertThat(call("ReadFile", arguments.put("line_offset", 2).put("n_lines", 1))
                        .output())
                .isEqualTo("     2\ttwo\n");
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        assertThat(call("ReadFile", arguments("path", server.dir.resolve("none").toString()))
                        .brief())
                .isEqualTo("File not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReadFile", "WriteFile", "StrReplaceFile"})
    void aNeighbourWhoseNameBeginsAlikeIsOutside(String tool) throws Exception {
        Path neighbour = Files.createDirectory(Path.of(server.dir + "2")).resolve("a.txt");
        Files.writeString(neighbour, "secret");
        ObjectNode arguments = arguments("path", neighbour.toString(), "content", "x");
        if (tool.equals("StrReplaceFile")) {
            arguments.remove("content");
            arguments.putObject("edit").put("old", "secret").put("new", "x");
        }
        if (tool.equals("ReadFile")) {
            arguments.remove("content");
        }

        Called called = call(tool, arguments);

        assertThat(called.brief()).isEqualTo("Path outside working directory");
        assertThat(neighbour).hasContent("secret");
    }

    @Test
    void filesAreFoundBelowDirectoriesAndByAlternatives() throws Exception {
        Files.createDirectories(server.dir.resolve("src/deep"));
        Files.writeString(server.dir.resolve("src/deep/a.java"), "");
        Files.writeString(server.dir.resolve("b.md"), "");
        Files.writeString(server.dir.resolve("c.txt"), "");

        assertThat(call("Glob", arguments("pattern", "**/*.java")).output().strip())
                .isEqualTo("src/deep/a.java");
        assertThat(call("Glob", arguments("pattern", "*.{md,txt}")).output().strip())
                .isEqualTo("b.md\nc.txt");
        assertThat(call("Glob", arguments("pattern", "*", "directory", "/etc")).brief())
                .isEqualTo("Directory outside working directory");
    }

    @Test
    void aSearchBeginsInTheWorkDirectoryAndMayFindNothing() throws Exception {
        Files.writeString(server.dir.resolve("a.txt"), "needle\n");

        assertThat(call("Grep", arguments("pattern", "needle")).output().strip())
                .isEqualTo("a.txt");
        Called nothing = call("Grep", arguments("pattern", "haystack"));
        assertThat(nothing.ok()).isTrue();
        assertThat(nothing.message()).startsWith("No matches found");
    }

    @Test
    void filesAreWrittenWhereTheirDirectoryIs() throws Exception {
        Path file = server.dir.resolve("new.txt");

        Called written = call("WriteFile", arguments("path", file.toString(), "content", "hé"));
        Called appended = call("WriteFile", arguments("path", file.toString(), "content", "!", "mode", "append"));
        Called lost =
                call("WriteFile", arguments("path", server.dir.resolve("no/a").toString(), "content", ""));

        assertThat(file).hasContent("hé!");
        assertThat(written.message()).contains("3 bytes");
        assertThat(appended.message()).contains("4 bytes");
        assertThat(lost.brief()).isEqualTo("Parent directory not found");
    }

    @Test
    void anEditWantsOneOccurrenceUnlessItSaysAll() throws Exception {
        Path file = Files.writeString(server.dir.resolve("a.txt"), "one one two");
        ObjectNode twice = arguments("path", file.toString());
        twice.putObject("edit").put("old", "one").put("new", "1");
        ObjectNode all = arguments("path", file.toString());
        all.putObject("edit").put("old", "one").put("new", "1").put("replace_all", true);
        ObjectNode none = arguments("path", file.toString());
        none.putObject("edit").put("old", "three").put("new", "3");

        assertThat(call("StrReplaceFile", twice).ok()).isFalse();
        assertThat(file).hasContent("one one two");
        assertThat(call("StrReplaceFile", all).ok()).isTrue();
        assertThat(file).hasContent("1 1 two");
        assertThat(call("StrReplaceFile", none).brief()).isEqualTo("No replacements made");
    }

    @Test
    void peopleSeeTheListOfThingsToDo() throws Exception {
        Called called = call(
                "SetTodoList",
                "{\"todos\":[{\"title\":\"Read\",\"status\":\"Done\"},{\"title\":\"Write\",\"status\":\"In Progress\"}]}");

        assertThat(called.ok()).isTrue();
        assertThat(called.output()).isEmpty();
        assertThat(called.brief()).contains("Read").contains("Write");
    }
}
