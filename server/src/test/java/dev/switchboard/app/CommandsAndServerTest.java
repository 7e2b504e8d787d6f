package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands as people call them, against a real server with the scripted model. */
@Timeout(180)
class CommandsAndServerTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String WRITE =
            "@say I write.\n@tool WriteFile {\"path\":\"{work_dir}/note.txt\",\"content\":\"hi\"}\n@say Written.";

    @TempDir
    static Path data;

    @TempDir
    Path dir;

    private static ServerProcess server;

    @BeforeAll
    static void serve() throws Exception {
        server = ServerProcess.start(data, Map.of(), "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void whatTheAgentSaysComesOutAndNothingElse() throws Exception {
        CommandProcess run = command("run", "@say 你好\n@say 世界");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("你好\n世界\n");
        assertThat(run.err()).contains("finished  1 step  ");
    }

    @Test
    void theLinesAreTheServersOwn() throws Exception {
        CommandProcess run = command("run", "@text 3000000", "-o", "ndjson");

        assertThat(run.exit()).as(run.err()).isZero();
        List<String> lines = run.out()
                .lines()
                .filter(line -> !line.contains("\"heartbeat\""))
                .toList();
        JsonNode first = JSON.readTree(lines.getFirst());
        String logged = server.get("/api/v1/runs/" + first.get("run_id").stringValue() + "/events?after=0")
                .body();
        assertThat(lines).isEqualTo(logged.lines().toList());
    }

    @Test
    void anApprovalThatIsLeftIsGivenElsewhereAndTheRunGoesOn() throws Exception {
        CommandProcess left = command("run", WRITE, "-o", "json");
        assertThat(left.exit()).as(left.err()).isEqualTo(8);
        JsonNode waiting = JSON.readTree(left.out());
        String run = waiting.get("run_id").stringValue();
        String approval = waiting.get("approval").get("id").stringValue();
        assertThat(JSON.readTree(left.err().lines().toList().getLast())
                        .get("next")
                        .stringValue())
                .isEqualTo("switchboard approvals approve " + approval.substring(0, 8));
        assertThat(command("approvals", "ls").out()).contains(run.substring(0, 8));

        CommandProcess approved = command("approvals", "approve", approval.substring(0, 8));
        CommandProcess tailed = command("runs", "tail", run.substring(0, 8));

        assertThat(approved.exit()).as(approved.err()).isZero();
        assertThat(tailed.exit()).as(tailed.err()).isZero();
        assertThat(tailed.out()).isEqualTo("I write.\n\nWritten.\n");
        assertThat(dir.resolve("note.txt")).hasContent("hi");
        CommandProcess again = command("approvals", "deny", approval);
        assertThat(again.exit()).isEqualTo(6);
        assertThat(again.err()).contains("by local: approve");
    }

    @Test
    void yoloAsksNobody() throws Exception {
        CommandProcess run = command("run", WRITE, "--yolo", "--final-only", "-q");

        assertThat(run).isEqualTo(new CommandProcess(0, "Written.\n", ""));
    }

    @Test
    void aSessionIsContinued() throws Exception {
        String first = JSON.readTree(command("run", "@say one", "--json").out())
                .get("session_id")
                .stringValue();

        CommandProcess second = command("run", "--continue", "@say two", "--json");

        assertThat(JSON.readTree(second.out()).get("session_id").stringValue()).isEqualTo(first);
        assertThat(command("runs", "ls", "--session", first.substring(0, 8), "-o", "ndjson")
                        .out()
                        .lines())
                .hasSize(2);
    }

    @Test
    void aDetachedRunIsCancelled() throws Exception {
        String run = command("run", "@hang", "--detach", "-q").out().strip();

        assertThat(command("runs", "cancel", run).exit()).isZero();

        CommandProcess tailed = command("runs", "tail", run);
        assertThat(tailed.exit()).isEqualTo(1);
        assertThat(tailed.err()).contains("cancelled");
        CommandProcess late = command("runs", "cancel", run);
        assertThat(late.exit()).isEqualTo(6);
        assertThat(late.err()).contains("has ended already: cancelled");
    }

    @Test
    void whyARunFailedIsToldWheneverItIsLookedAt() throws Exception {
        CommandProcess failed = command("run", "@fail 401");
        String run = failed.err().split(" ", 3)[1];

        CommandProcess shown = command("runs", "show", run);
        CommandProcess tailed = command("runs", "tail", run, "--lang", "zh");

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("Error code: 401").endsWith("next: switchboard models test\n");
        assertThat(shown.out()).contains("ERROR ").contains("Error code: 401");
        assertThat(tailed.exit()).isEqualTo(1);
        assertThat(tailed.err()).contains("错误：运行失败：").contains("Error code: 401");
    }

    @Test
    void whatACommandDidIsSummedUp() throws Exception {
        CommandProcess run = command("run", "--yolo", """
                @tool Bash {"command":"seq 3"}
                @tool Bash {"command":"echo out; echo worse; exit 3"}
                @tool Bash {"command":"true"}
                """);

        assertThat(run.err())
                .contains("\n  ✓ exit 0 · 3 lines: 1\n")
                .contains("\n  ✗ exit 3 · 2 lines, at the end: worse\n")
                .contains("\n  ✓ exit 0\n");
    }

    @Test
    void theTimeOfARunIsLimited() throws Exception {
        CommandProcess run = command("run", "@hang", "--timeout", "1s");

        assertThat(run.exit()).as(run.err()).isEqualTo(124);
    }

    @Test
    void aModelIsReallyTried() throws Exception {
        CommandProcess test = command("models", "test", "--json");

        assertThat(test.exit()).as(test.err()).isZero();
        JsonNode result = JSON.readTree(test.out());
        assertThat(result.get("stream").booleanValue()).isTrue();
        assertThat(result.get("tool_call").booleanValue()).isTrue();
    }

    @Test
    void theDoctorFindsTheServerAndItsModel() throws Exception {
        JsonNode found = JSON.readTree(command("doctor", "--json").out());

        List<String> wellNames = new ArrayList<>();
        for (JsonNode check : found.get("checks")) {
            if (check.get("state").stringValue().equals("ok")) {
                wellNames.add(check.get("name").stringValue());
            }
        }
        assertThat(wellNames).contains("java", "data", "server", "model").doesNotContain("config");
    }

    @Test
    void whatTheServerRefusesIsExplained() throws Exception {
        CommandProcess noDirectory = command("run", "hi", "-w", "/no/such/place");
        assertThat(noDirectory.exit()).isEqualTo(2);
        assertThat(noDirectory.err()).contains("work_dir");

        CommandProcess noModel = command("run", "hi", "-m", "nobody");
        assertThat(noModel.exit()).isEqualTo(2);
        assertThat(noModel.err()).contains("model_name");

        assertThat(command("run", "hi", "-r", "11111111-2222-4333-8444-555555555555")
                        .exit())
                .isEqualTo(5);
        assertThat(command("runs", "show", "11111111-2222-4333-8444-555555555555")
                        .exit())
                .isEqualTo(5);
    }

    @Test
    void aKilledServerInterruptsNothing(@TempDir Path ownData) throws Exception {
        ServerProcess first = ServerProcess.start(ownData, Map.of(), "--demo");
        URI address = first.address();
        String script = "@repeat 10\n@slow 60\n@say word after word after word\n@tool Glob {\"pattern\":\"*\"}\n@end";
        Process following = CommandProcess.builder(dir, address.toString(), "run", script, "-o", "ndjson")
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = following.inputReader(StandardCharsets.UTF_8)) {
            while (lines.size() < 8) {
                lines.add(out.readLine());
            }
            first.kill();
            try (ServerProcess second = ServerProcess.start(ownData, address.getPort(), Map.of(), "--demo")) {
                assertThat(second.address().getPort()).isEqualTo(address.getPort());
                out.lines().forEach(lines::add);
                assertThat(following.waitFor()).isZero();
            }
        } finally {
            first.close();
            following.destroyForcibly();
        }

        List<Long> numbers = lines.stream()
                .map(JSON::readTree)
                .filter(line -> line.has("seq"))
                .map(line -> line.get("seq").longValue())
                .toList();
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(i + 1);
        }
        assertThat(JSON.readTree(lines.getLast()).get("type").stringValue()).isEqualTo("turn.completed");
        assertThat(Files.readString(dir.resolve(CommandProcess.ERR))).contains("connected again");
    }

    @Test
    void theDemoNeedsNothing() throws Exception {
        CommandProcess demo = CommandProcess.run(dir, "http://127.0.0.1:1", "demo", "--port", "0");

        assertThat(demo.exit()).as(demo.err()).isZero();
        assertThat(demo.out()).contains("scripted demo model").contains("line 3");
        assertThat(demo.err())
                .contains("listening on http://127.0.0.1:")
                .contains("Bash wants to: ")
                .contains(": approved by ")
                .endsWith("  next: switchboard demo --keep\n");
    }

    @Test
    void aPortThatIsNamedAndTakenIsTold() throws Exception {
        String port = String.valueOf(server.address().getPort());

        CommandProcess serve =
                command("serve", "--port", port, "--data", dir.resolve("d").toString());

        assertThat(serve.exit()).isEqualTo(78);
        assertThat(serve.err())
                .startsWith("error: the server cannot have its port\n  why: ")
                .contains(port)
                .endsWith("  next: switchboard serve --port " + (Integer.parseInt(port) + 100) + "\n");
    }

    @Test
    void aServerThatOthersCouldReachWantsAToken() throws Exception {
        CommandProcess serve = command(
                "serve",
                "--host",
                "0.0.0.0",
                "--port",
                "0",
                "--data",
                dir.resolve("d").toString(),
                "--lang",
                "zh");

        assertThat(serve.exit()).isEqualTo(78);
        assertThat(serve.err())
                .startsWith("错误：没有令牌，服务不对外开放\n  原因：")
                .endsWith("  下一步：export SWITCHBOARD_TOKEN=$(openssl rand -hex 24)\n");
    }

    private CommandProcess command(String... words) throws Exception {
        return CommandProcess.run(dir, server.address().toString(), words);
    }
}
