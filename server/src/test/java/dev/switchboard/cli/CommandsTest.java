package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.testing.RunStory;
import dev.switchboard.testing.ScriptedApi;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every command other than {@code run} prints, in both languages and in every format. */
class CommandsTest {
    private static final String RUN = "7c6f12ab-0000-4000-8000-000000000001";
    private static final String OTHER_RUN = "7c6f99ff-0000-4000-8000-000000000002";
    private static final String SESSION = "5e551001-0000-4000-8000-000000000001";
    private static final String APPROVAL = "a1a1a1a1-0000-4000-8000-000000000001";
    private static final String RUN_JSON = "{\"run_id\":\"" + RUN + "\",\"session_id\":\"" + SESSION
            + "\",\"status\":\"waiting\",\"command\":\"扫描 the\\nrepo\",\"work_dir\":\"/work\",\"model_name\":\"kimi-k2\","
            + "\"created_at\":\"2025-11-19T07:14:00.000Z\",\"started_at\":\"2025-11-19T07:14:01.000Z\",\"steps\":3,"
            + "\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":34},\"first_seq\":1,\"last_seq\":17,"
            + "\"approvals_pending\":1,\"on_disconnect\":\"continue\",\"origin\":\"http\"}";
    private static final String ENDED_JSON = "{\"run_id\":\"" + OTHER_RUN + "\",\"session_id\":\"" + SESSION
            + "\",\"status\":\"error\",\"reason\":\"provider\",\"command\":\"hi\",\"work_dir\":\"/work\","
            + "\"model_name\":\"\",\"created_at\":\"2025-11-18T23:59:59.999Z\",\"started_at\":\"2025-11-19T00:00:00Z\","
            + "\"ended_at\":\"2025-11-19T00:03:05.250Z\",\"steps\":1,\"usage\":{\"prompt_tokens\":0,"
            + "\"completion_tokens\":0},\"first_seq\":1,\"last_seq\":4,\"approvals_pending\":0}";
    private static final String APPROVAL_JSON = "{\"id\":\"" + APPROVAL + "\",\"run_id\":\"" + RUN
            + "\",\"tool_call_id\":\"c1\",\"sender\":\"Shell\",\"action\":\"run shell command\","
            + "\"description\":\"Run command `rm x`\",\"status\":\"pending\",\"created_at\":\"2025-11-19T07:15:00.000Z\","
            + "\"expires_at\":\"2025-11-19T07:25:00.000Z\"}";

    private final ScriptedApi api = ScriptedApi.start();
    private final Desk desk = new Desk().at(api.url());

    @BeforeEach
    void serve() {
        api.onJson("GET /api/v1/runs", 200, page(RUN_JSON, ENDED_JSON));
        api.onJson("GET /api/v1/runs/" + RUN, 200, RUN_JSON);
        api.onJson("GET /api/v1/runs/" + OTHER_RUN, 200, ENDED_JSON);
        api.onJson("GET /api/v1/approvals", 200, page(APPROVAL_JSON));
        api.onJson("GET /api/v1/runs/" + RUN + "/approvals", 200, page(APPROVAL_JSON));
        api.onJson(
                "POST /api/v1/runs/" + RUN + "/cancel", 200, "{\"run_id\":\"" + RUN + "\",\"status\":\"cancelling\"}");
        api.onJson(
                "GET /api/v1/models",
                200,
                page(
                        "{\"alias\":\"k2\",\"provider\":\"kimi\",\"model\":\"kimi-k2\",\"capabilities\":[\"thinking\",\"image_in\"],\"default\":true}",
                        "{\"alias\":\"本地\",\"provider\":\"openai\",\"model\":\"qwen\",\"capabilities\":[],\"default\":false}"));
        api.onJson(
                "GET /api/v1/status",
                200,
                "{\"version\":\"1.2.3\",\"models\":[\"k2\",\"本地\"],\"queued\":1,\"running\":2,\"waiting\":3,\"readers\":4}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void runsAreListed() {
        assertThat(desk.run("runs", "ls")).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("""
                        RUN       STATUS   STARTED              TOOK   STEPS  SESSION   COMMAND
                        7c6f12ab  waiting  07:14:00                    3      5e551001  扫描 the repo
                        7c6f99ff  error    2025-11-18 23:59:59  3m05s  1      5e551001  hi
                        """);
        assertThat(desk.err()).isEmpty();
    }

    @Test
    void runsAreListedInChineseWithTheirColumnsAligned() {
        desk.run("runs", "ls", "--lang", "zh");
        assertThat(desk.out()).isEqualTo("""
                        运行      状态      开始                 用时   步数  会话      指令
                        7c6f12ab  等待审批  07:14:00                    3     5e551001  扫描 the repo
                        7c6f99ff  出错      2025-11-18 23:59:59  3m05s  1     5e551001  hi
                        """);
    }

    @Test
    void aListIsOneDocumentOrOneObjectALine() {
        desk.run("runs", "ls", "-o", "json");
        assertThat(desk.out()).isEqualTo("{\"data\":[" + RUN_JSON + "," + ENDED_JSON + "],\"next\":null}\n");

        Desk lines = new Desk().at(api.url());
        lines.run("runs", "ls", "-o", "ndjson");
        assertThat(lines.out()).isEqualTo(RUN_JSON + "\n" + ENDED_JSON + "\n");
    }

    @Test
    void aListGoesOnUntilItsLimitAndSaysHow() {
        api.inTurn(
                "GET /api/v1/runs",
                (call, sender) -> sender.json(200, "{\"data\":[" + RUN_JSON + "],\"next\":\"c1\"}"),
                (call, sender) -> sender.json(200, "{\"data\":[" + ENDED_JSON + "],\"next\":\"c2\"}"));

        desk.run("runs", "ls", "--limit", "2", "--status", "waiting");

        assertThat(desk.out().lines()).hasSize(3);
        assertThat(desk.err()).isEqualTo("there is more: switchboard runs ls --limit 2 --status waiting --cursor c2\n");
        List<ScriptedApi.Call> calls = api.calls("GET /api/v1/runs");
        assertThat(calls.get(0).query()).containsEntry("limit", "2").containsEntry("status", "waiting");
        assertThat(calls.get(1).query()).containsEntry("limit", "1").containsEntry("cursor", "c1");
    }

    @Test
    void whereAListGoesOnTheSameServerIsAsked() {
        api.onJson("GET /api/v1/runs", 200, "{\"data\":[" + RUN_JSON + "],\"next\":\"c1\"}");
        api.onJson("GET /api/v1/approvals", 200, "{\"data\":[" + APPROVAL_JSON + "],\"next\":\"c1\"}");

        desk.run("runs", "ls", "--limit", "1", "--server", api.url());
        desk.run("approvals", "ls", "--all", "--server", api.url());

        assertThat(desk.err())
                .isEqualTo("there is more: switchboard runs ls --limit 1 --cursor c1 --server " + api.url()
                        + "\nthere is more: switchboard approvals ls --all --cursor c1 --server " + api.url() + "\n");
    }

    @Test
    void anEmptyListIsNoData() {
        api.onJson("GET /api/v1/runs", 200, page());

        assertThat(desk.run("runs", "ls")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEmpty();
        assertThat(desk.err()).isEqualTo("nothing to show\n");
    }

    @Test
    void aRunIsShownByTheBeginningOfItsId() {
        assertThat(desk.run("runs", "show", "7c6f12")).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("""
                        RUN        7c6f12ab-0000-4000-8000-000000000001
                        SESSION    5e551001-0000-4000-8000-000000000001
                        STATUS     waiting
                        COMMAND    扫描 the repo
                        DIRECTORY  /work
                        MODEL      kimi-k2
                        CREATED    07:14:00
                        STEPS      3
                        TOKENS     1200 + 34
                        LINES      1–17
                        ORIGIN     http
                        """);
        assertThat(desk.err()).isEqualTo("""
                        Shell wants to: Run command `rm x`  (approval a1a1a1a1)
                          next: switchboard approvals approve a1a1a1a1
                        """);
    }

    @Test
    void aRunIsShownInChinese() {
        failed();
        desk.inChinese().run("runs", "show", OTHER_RUN);
        assertThat(desk.out()).isEqualTo("""
                        运行   7c6f99ff-0000-4000-8000-000000000002
                        会话   5e551001-0000-4000-8000-000000000001
                        状态   出错（provider）
                        错误   运行失败：LLM provider error: 401 – no such key
                        指令   hi
                        目录   /work
                        创建   2025-11-18 23:59:59
                        结束   00:03:05
                        用时   3m05s
                        步数   1
                        token  0 + 0
                        事件   1–4
                        """);
    }

    @Test
    void aRunThatFailedIsShownWithItsErrorAndWhatHelps() {
        failed();

        assertThat(desk.run("runs", "show", OTHER_RUN)).isEqualTo(ExitCode.OK);

        assertThat(desk.out())
                .contains("STATUS     error (provider)\n"
                        + "ERROR      the run failed: LLM provider error: 401 – no such key\n");
        assertThat(desk.err()).isEqualTo("  next: switchboard models test\n");
        assertThat(api.calls("GET /api/v1/runs/" + OTHER_RUN + "/events")
                        .getFirst()
                        .query())
                .containsEntry("after", "3");
    }

    @Test
    void aRunWhoseLinesAreForgottenIsShownWithItsReason() {
        api.onJson(
                "GET /api/v1/runs/" + OTHER_RUN + "/events",
                410,
                "{\"error\":\"gone\",\"details\":\"forgotten\",\"first_seq\":5}");

        assertThat(desk.run("runs", "show", OTHER_RUN)).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).contains("ERROR      the run failed: run_failed\n");
    }

    @Test
    void lookingOnAtARunThatFailsSaysWhyAsTheRunItselfDoes() {
        failed();

        assertThat(desk.run("runs", "tail", OTHER_RUN)).isEqualTo(ExitCode.FAILED);

        assertThat(desk.err()).endsWith("""
                        error: the run failed: LLM provider error: 401
                          why: no such key
                          next: switchboard models test
                        """);
    }

    @Test
    void lookingOnAfterTheEndOfARunSaysHowItEnded() {
        failed();

        assertThat(desk.inChinese().run("runs", "tail", OTHER_RUN, "--after", "4"))
                .isEqualTo(ExitCode.FAILED);

        assertThat(desk.err()).isEqualTo("""
                        运行已结束：出错
                        错误：运行失败：LLM provider error: 401
                          原因：no such key
                          下一步：switchboard models test
                        """);
    }

    @Test
    void howLongARunTookIsCountedFromItsBeginningWhereverTheLookingBegins() {
        RunStory story =
                RunStory.of(RUN, SESSION).said("i1", "a").said("i2", "b").ended("finished");
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream().lines(story.after(6)).end());

        desk.run("runs", "tail", RUN, "--after", "6");

        assertThat(desk.err()).isEqualTo("finished  2 steps  120 tokens  1m23s\n");
    }

    @Test
    void aRunIsShownAsItsDocument() {
        desk.run("runs", "show", RUN, "--json");
        assertThat(desk.out()).isEqualTo(RUN_JSON + "\n");
    }

    @Test
    void aBeginningThatSeveralRunsShareIsRefused() {
        assertThat(desk.run("runs", "show", "7c6f")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).isEqualTo("error: several ids begin with 7c6f\n  next: switchboard runs ls\n");
    }

    @Test
    void aBeginningThatNoRunHasIsNotFound() {
        assertThat(desk.inChinese().run("runs", "show", "ffff")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(desk.err()).isEqualTo("错误：没有编号以 ffff 开头\n  下一步：switchboard runs ls\n");
    }

    @Test
    void aRunIsAskedToEnd() {
        assertThat(desk.run("runs", "cancel", "7c6f12")).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("run 7c6f12ab is asked to end\n");
    }

    @Test
    void aRunThatHasEndedCannotBeCancelled() {
        api.onJson(
                "POST /api/v1/runs/" + OTHER_RUN + "/cancel",
                404,
                "{\"error\":\"not_found\",\"details\":\"run not found\"}");

        assertThat(desk.run("runs", "cancel", OTHER_RUN)).isEqualTo(ExitCode.CONFLICT);
        assertThat(desk.err()).isEqualTo("""
                        error: run 7c6f99ff has ended already: error
                          why: provider
                          next: switchboard runs show 7c6f99ff
                        """);
    }

    @Test
    void aRunThatNeverWasCannotBeCancelled() {
        String nobody = "00000000-0000-4000-8000-000000000009";
        String none = "{\"error\":\"not_found\",\"details\":\"run not found\"}";
        api.onJson("POST /api/v1/runs/" + nobody + "/cancel", 404, none);
        api.onJson("GET /api/v1/runs/" + nobody, 404, none);

        assertThat(desk.run("runs", "cancel", nobody)).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(desk.err()).isEqualTo("""
                        error: there is no such thing on the server
                          why: run not found
                          next: switchboard runs ls
                        """);
    }

    @Test
    void aRunIsFollowedFromAnyLine() {
        RunStory story =
                RunStory.of(RUN, SESSION).said("i1", "a").said("i2", "b").ended("finished");
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream()
                        .lines(story.after(Long.parseLong(call.query().get("after"))))
                        .end());

        assertThat(desk.run("runs", "tail", "7c6f12", "--after", "4", "-o", "ndjson"))
                .isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo(String.join("\n", story.after(4)) + "\n");
    }

    @Test
    void lookingOnAtAnApprovalDoesNotEndTheLooking() {
        RunStory story = RunStory.of(RUN, SESSION)
                .asked(APPROVAL, "Shell", "Run command `rm x`")
                .answered(APPROVAL, "approve", "operator")
                .said("i1", "ok")
                .ended("finished");
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream().lines(story.lines()).end());

        assertThat(desk.run("runs", "tail", RUN)).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("ok\n");
        assertThat(desk.err()).isEqualTo("""
                        Shell wants to: Run command `rm x`  (approval a1a1a1a1)
                        approval a1a1a1a1: approved by operator
                        finished  2 steps  120 tokens  1m23s
                        """);
    }

    @Test
    void approvalsAreListed() {
        assertThat(desk.run("approvals", "ls")).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("""
                        APPROVAL  RUN       STATUS   UNTIL     TOOL   WANTS TO
                        a1a1a1a1  7c6f12ab  pending  07:25:00  Shell  Run command `rm x`
                        """);
        assertThat(api.calls("GET /api/v1/approvals").getFirst().query()).containsEntry("status", "pending");
    }

    @Test
    void approvalsAreListedInChinese() {
        desk.inChinese().run("approvals", "ls");
        assertThat(desk.out()).isEqualTo("""
                        审批      运行      状态    截止      工具   请求
                        a1a1a1a1  7c6f12ab  待审批  07:25:00  Shell  Run command `rm x`
                        """);
    }

    @Test
    void anApprovalIsShown() {
        desk.run("approvals", "show", "a1a1");
        assertThat(desk.out()).isEqualTo("""
                        APPROVAL  a1a1a1a1-0000-4000-8000-000000000001
                        RUN       7c6f12ab-0000-4000-8000-000000000001
                        STATUS    pending
                        TOOL      Shell
                        ACTION    run shell command
                        WANTS TO  Run command `rm x`
                        CREATED   07:15:00
                        UNTIL     07:25:00
                        """);
    }

    @Test
    void anApprovalIsGivenForTheSession() {
        api.onJson(
                "POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL,
                200,
                APPROVAL_JSON.replace("pending", "approved"));

        assertThat(desk.run("approvals", "approve", "a1a1", "--for-session")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("a1a1a1a1  approved for the session\n");
        assertThat(api.calls("POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL)
                        .getFirst()
                        .body())
                .isEqualTo("{\"decision\":\"approve_for_session\"}");
    }

    @Test
    void anApprovalIsDeniedWithAReason() {
        api.onJson(
                "POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL,
                200,
                APPROVAL_JSON.replace("pending", "rejected"));

        assertThat(desk.inChinese().run("approvals", "deny", APPROVAL, "--feedback", "用 git rm"))
                .isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("a1a1a1a1  已拒绝\n");
        assertThat(api.calls("POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL)
                        .getFirst()
                        .body())
                .isEqualTo("{\"decision\":\"reject\",\"feedback\":\"用 git rm\"}");
    }

    @Test
    void whoWasFirstIsTold() {
        api.onJson(
                "POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL,
                409,
                "{\"error\":\"conflict\",\"details\":\"was answered\",\"code\":\"already_decided\",\"by\":\"operator\",\"decision\":\"reject\"}");

        assertThat(desk.run("approvals", "approve", "a1a1")).isEqualTo(ExitCode.CONFLICT);

        assertThat(desk.err()).contains("why: was answered (reject, operator)");
    }

    @Test
    void watchingNamesEachApprovalOnce() throws Exception {
        desk.start("approvals", "watch");
        desk.time.awaitSleeper();
        desk.time.advance(Duration.ofSeconds(1));
        api.awaitCall("GET /api/v1/approvals", 2);
        desk.time.awaitSleeper();

        assertThat(desk.out()).isEqualTo("a1a1a1a1  7c6f12ab  07:25:00  Shell  Run command `rm x`\n");
        assertThat(desk.err()).isEqualTo("waiting for approvals… (Ctrl-C ends)\n");
    }

    @Test
    void watchingOutlastsARestartOfTheServer() throws Exception {
        api.inTurn(
                "GET /api/v1/approvals",
                (call, sender) -> sender.json(200, page()),
                (call, sender) -> sender.json(503, "{\"error\":\"unavailable\",\"details\":\"drains\"}"),
                (call, sender) -> sender.json(503, "{\"error\":\"unavailable\",\"details\":\"drains\"}"),
                (call, sender) -> sender.json(200, page(APPROVAL_JSON)));
        desk.start("approvals", "watch", "-o", "ndjson");
        for (int i = 2; i <= 4; i++) {
            desk.time.awaitSleeper();
            desk.time.advance(Duration.ofSeconds(1));
            api.awaitCall("GET /api/v1/approvals", i);
        }
        desk.time.awaitSleeper();

        assertThat(desk.out()).isEqualTo(APPROVAL_JSON + "\n");
        assertThat(desk.err()).isEqualTo("""
                        waiting for approvals… (Ctrl-C ends)
                        connection lost (the server cannot do this now), connecting again…
                        connected again
                        """);
    }

    @Test
    void modelsAreListed() {
        desk.run("models", "ls");
        assertThat(desk.out()).isEqualTo("""
                        MODEL  PROVIDER  NAME     CAPABILITIES        DEFAULT
                        k2     kimi      kimi-k2  thinking, image_in  ✓
                        本地   openai    qwen
                        """);
    }

    @Test
    void theDefaultModelIsTested() {
        api.onJson(
                "POST /api/v1/models/k2/test",
                200,
                "{\"stream\":true,\"tool_call\":true,\"thinking\":false,\"first_token_ms\":912}");

        assertThat(desk.run("models", "test")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("""
                        MODEL  STREAM  TOOL  THINKING  FIRST TOKEN
                        k2     ✓       ✓     ✗         0.9s
                        """);
        assertThat(desk.err()).isEqualTo("testing k2…\n");
    }

    @Test
    void aModelThatDoesNotWorkIsAFailure() {
        api.onJson(
                "POST /api/v1/models/k2/test",
                200,
                "{\"stream\":false,\"tool_call\":false,\"thinking\":false,\"first_token_ms\":null,\"error\":\"401: no such key\"}");

        assertThat(desk.inChinese().run("models", "test", "k2")).isEqualTo(ExitCode.FAILED);

        assertThat(desk.err()).isEqualTo("""
                        正在测试 k2…
                        错误：模型 k2 无法使用
                          原因：401: no such key
                          下一步：switchboard models ls
                        """);
    }

    @Test
    void aModelThatIsNotThereHasANeighbour() {
        api.onJson("POST /api/v1/models/k3/test", 404, "{\"error\":\"not_found\",\"details\":\"model not found\"}");

        assertThat(desk.run("models", "test", "k3", "-q")).isEqualTo(ExitCode.NOT_FOUND);

        assertThat(desk.err())
                .isEqualTo("error: there is no model k3 (did you mean k2?)\n  next: switchboard models ls\n");
    }

    @Test
    void aModelThatSpeaksAtOnceIsQuickAndNotSilent() {
        api.onJson(
                "POST /api/v1/models/k2/test",
                200,
                "{\"stream\":true,\"tool_call\":true,\"thinking\":true,\"first_token_ms\":0}");

        desk.run("models", "test");

        assertThat(desk.out()).endsWith("k2     ✓       ✓     ✓         0ms\n");
    }

    @Test
    void anotherProgramOnThePortIsRecognized() {
        api.on("GET /api/v1/status", (call, sender) -> sender.send(404, "text/html", "<h1>Not Found</h1>"));

        assertThat(desk.inChinese().run("status", "--server", api.url())).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(desk.err())
                .startsWith("错误：" + api.url() + " 上应答的不是 Switchboard 服务\n  原因：HTTP 404 ")
                .endsWith("\n  下一步：switchboard doctor --server " + api.url() + "\n");
    }

    @Test
    void theStatusIsShown() {
        assertThat(desk.run("status")).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("""
                        SERVER   %s
                        VERSION  1.2.3
                        MODELS   k2, 本地
                        running  2
                        queued   1
                        waiting  3
                        READERS  4
                        """.formatted(api.url()));
    }

    @Test
    void theStatusIsWatchedAndPrintedWhenItChanges() throws Exception {
        String json = "{\"version\":\"1\",\"models\":[],\"queued\":0,\"running\":0,\"waiting\":0,\"readers\":0}";
        String changed = json.replace("\"running\":0", "\"running\":1");
        api.inTurn(
                "GET /api/v1/status",
                (call, sender) -> sender.json(200, json),
                (call, sender) -> sender.json(200, json),
                (call, sender) -> sender.json(200, changed));
        desk.start("status", "--watch", "--json");
        for (int i = 2; i <= 3; i++) {
            desk.time.awaitSleeper();
            desk.time.advance(Duration.ofSeconds(2));
            api.awaitCall("GET /api/v1/status", i);
        }
        desk.time.awaitSleeper();

        assertThat(desk.out()).isEqualTo(json + "\n" + changed + "\n");
    }

    @Test
    void withoutAServerTheNextCommandIsToldInBothLanguages() {
        api.close();
        assertThat(desk.run("status")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(desk.err())
                .startsWith("error: no server answers at " + api.url() + "\n  why: ")
                .endsWith("\n  next: switchboard serve\n");

        Desk chinese = new Desk().at(api.url()).inChinese();
        chinese.run("status");
        assertThat(chinese.err())
                .startsWith("错误：" + api.url() + " 没有服务应答\n  原因：")
                .endsWith("\n  下一步：switchboard serve\n");
    }

    @Test
    void inJsonAFailureIsAProblemOnStandardError() {
        api.close();

        assertThat(desk.run("status", "-o", "json")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(desk.out()).isEmpty();
        assertThat(desk.err())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"no server answers at ")
                .contains("\"code\":\"unreachable\",\"retryable\":true,\"next\":\"switchboard serve\",\"exit\":69}");
    }

    @Test
    void aMissingTokenIsNotAllowed() {
        api.onJson(
                "GET /api/v1/status",
                401,
                "{\"title\":\"Unauthorized\",\"detail\":\"no token\",\"code\":\"unauthenticated\",\"next\":\"send Authorization\"}");

        assertThat(desk.run("status")).isEqualTo(ExitCode.NOT_ALLOWED);

        assertThat(desk.err()).isEqualTo("""
                        error: the server wants a token
                          why: no token
                          next: export SWITCHBOARD_TOKEN=…
                        """);
    }

    @Test
    void theFlagsForTheServerGoBeforeTheEnvironment() {
        desk.environment.put("SWITCHBOARD_URL", "http://127.0.0.1:1");
        desk.environment.put("SWITCHBOARD_TOKEN", "from-environment");

        assertThat(desk.run("status", "--server", api.url(), "--token", "from-flag"))
                .isEqualTo(ExitCode.OK);

        assertThat(api.calls("GET /api/v1/status").getFirst().headers())
                .containsEntry("authorization", "Bearer from-flag");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThat(desk.run("status", "--server", "ftp://x")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).startsWith("error: --server: \"ftp://x\" is no address\n");
    }

    @Test
    void theDoctorLooksInOrder(@TempDir Path dir) throws Exception {
        Path bin = Files.createDirectory(dir.resolve("bin"));
        Files.createFile(bin.resolve("rg")).toFile().setExecutable(true);
        Files.createFile(bin.resolve("setsid")).toFile().setExecutable(true);
        desk.environment.put("PATH", bin.toString());
        desk.program.dataDir = dir.resolve("data");
        desk.program.configFile = Files.createFile(dir.resolve("config.yaml"));

        assertThat(desk.run("doctor", "-o", "json")).isEqualTo(ExitCode.OK);

        assertThat(desk.out())
                .startsWith("{\"ok\":true,\"checks\":[{\"name\":\"java\",\"state\":\"ok\"")
                .doesNotContain("\"note\"")
                .containsSubsequence(
                        "\"config\"", "\"data\"", "\"space\"", "\"server\"", "\"model\"", "\"rg\"", "\"setsid\"");
    }

    @Test
    void whatMayBeAbsentIsNeitherWellNorIll() {
        api.close();
        desk.program.dataDir = Path.of("/tmp/data");
        desk.program.configFile = Path.of("/nowhere/switchboard/config.yaml");

        desk.run("doctor");

        assertThat(desk.out())
                .contains(
                        "· configuration: no file yet, the defaults hold; it would be /nowhere/switchboard/config.yaml\n"
                                + "  → mkdir -p /nowhere/switchboard && switchboard config defaults > /nowhere/switchboard/config.yaml\n")
                .contains("· no server answers at " + api.url() + "\n  → switchboard serve\n")
                .contains("· models: unknown");
        assertThat(desk.out()).doesNotContain("✓ no ");
    }

    @Test
    void theDoctorKnowsABrokenConfigurationAndGoesOn() {
        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "many");

        assertThat(desk.run("doctor")).isEqualTo(ExitCode.FAILED);

        assertThat(desk.out())
                .contains("✗ the configuration cannot be used (count: \"many\" ")
                .contains("\n  → vi config.yaml\n")
                .contains("✓ server " + api.url());
    }

    @Test
    void theDoctorTellsAnotherProgramFromAServerAndKnowsTheWayAround() {
        int port = URI.create(api.url()).getPort();
        try (ScriptedApi other = ScriptedApi.start()) {
            other.on("GET /api/v1/status", (call, sender) -> sender.send(404, "text/html", "<h1>Not Found</h1>"));
            desk.program.ports = List.of(port, URI.create(other.url()).getPort());
            desk.program.dataDir = Path.of("/tmp/data");
            desk.environment.put("SWITCHBOARD_TOKEN", "for-mine-only");

            desk.run("doctor", "--server", other.url());

            assertThat(desk.out())
                    .contains("✓ port " + port + " is held by a Switchboard server\n")
                    .contains("! port " + URI.create(other.url()).getPort() + " is taken by another program\n")
                    .contains("! what answers at " + other.url() + " is not a Switchboard server (HTTP 404")
                    .contains("\n  → export SWITCHBOARD_URL=http://127.0.0.1:" + port + "\n");
            assertThat(api.calls("GET /api/v1/status").getFirst().headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void theDoctorSaysWhatHelps() throws Exception {
        api.close();
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            desk.program.ports = List.of(other.getLocalPort());
            desk.environment.put("PATH", "/nowhere");
            desk.program.dataDir = Path.of("/proc/1/data");

            assertThat(desk.inChinese().run("doctor")).isEqualTo(ExitCode.FAILED);

            assertThat(desk.out())
                    .contains("! 端口 " + other.getLocalPort() + " 已被其他程序占用\n  → switchboard serve --port ")
                    .contains("没有服务应答\n  → switchboard serve\n")
                    .contains("✗ setsid（用于连同子进程一起结束工具）：无\n  → apt-get install util-linux\n");
            assertThat(desk.err()).isEqualTo("缺少必需的条件\n");
        }
    }

    @Test
    void aSettingIsExplained() {
        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "7");

        assertThat(desk.run("config", "explain", "count")).isEqualTo(ExitCode.OK);

        assertThat(desk.out())
                .startsWith("count = 7\n")
                .contains("SWITCHBOARD_COUNT")
                .contains("How many.");
    }

    @Test
    void settingsAreListedWithWhatMadeThemSo() {
        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "7");

        desk.inChinese().run("config", "explain");

        assertThat(desk.out()).isEqualTo("""
                        键     值         来自
                        host   127.0.0.1  默认值
                        count  7          SWITCHBOARD_COUNT
                        """);
    }

    @Test
    void aKeyThatDoesNotExistHasANeighbour() {
        assertThat(desk.run("config", "explain", "coutn")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(desk.err()).startsWith("error: there is no setting coutn (did you mean count?)\n");
    }

    @Test
    void aConfigurationThatCannotBeIsToldWithItsPlace() {
        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "many");

        assertThat(desk.run("config", "explain", "count")).isEqualTo(ExitCode.CONFIG);

        assertThat(desk.err()).isEqualTo("""
                        error: the configuration cannot be used
                          why: count: "many" (expected: a whole number), from environment variable SWITCHBOARD_COUNT
                          next: vi config.yaml
                        """);
    }

    @Test
    void theFileIsNamedAlsoWhenItCannotBeUsed() {
        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "many");

        assertThat(desk.run("config", "path")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("/home/me/.config/switchboard/config.yaml\n");
    }

    @Test
    void aConfigurationIsChecked() {
        assertThat(desk.inChinese().run("config", "check")).isEqualTo(ExitCode.OK);
        assertThat(desk.err()).isEqualTo("配置可以使用\n");

        desk.program.environment = Map.of("SWITCHBOARD_COUNT", "many");
        assertThat(desk.run("config", "check")).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void theDefaultsAreAFileWithComments() {
        assertThat(desk.run("config", "defaults")).isEqualTo(ExitCode.OK);

        assertThat(desk.out())
                .contains("# Where to listen.")
                .containsPattern("(?m)^host: .*127\\.0\\.0\\.1")
                .containsPattern("(?m)^count: 3$");
    }

    @Test
    void everyKeyIsInATableInThePersonsLanguage() {
        assertThat(desk.inChinese().run("config", "docs")).isEqualTo(ExitCode.OK);

        assertThat(desk.out())
                .startsWith("| 键 | 含义 |")
                .contains("| `count` | 数量。 |")
                .contains("`SWITCHBOARD_HOST`");
    }

    @Test
    void theServerIsStartedAsItsFlagsSay() throws Exception {
        desk.program.taken = List.of(18789);
        CompletableFuture<Integer> exit =
                desk.start("serve", "--host", "::1", "--ports", "9100,9101", "--data", "/d", "--demo", "--insecure");
        desk.awaitErr("listening on http://127.0.0.1:9000\n");

        desk.signal(ProcessSignals.Kind.TERM);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGTERM);
        assertThat(desk.program.started)
                .containsExactly(
                        new ServerStarter.Options("::1", List.of(9100, 9101), Path.of("/d"), null, true, true));
        assertThat(desk.err()).isEqualTo("""
                        port 18789 is taken by another program; the others are served
                        listening on http://127.0.0.1:9000
                        stopping; runs may end… (again: at once)
                        stopped
                        """);
        assertThat(desk.out()).isEmpty();
    }

    @Test
    void upIsServe() throws Exception {
        CompletableFuture<Integer> exit = desk.start("up", "--port", "9100");
        desk.awaitErr("listening on");
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        assertThat(desk.program.started.getFirst().ports()).containsExactly(9100);
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        desk.program.refusals.add(new StartFailure(
                StartFailure.PORTS,
                Text.START_PORT,
                "port 9100: in use (expected: a free one)",
                "switchboard serve --port 9200"));

        assertThat(desk.run("serve", "--port", "9100")).isEqualTo(ExitCode.CONFIG);

        assertThat(desk.err()).isEqualTo("""
                        error: the server cannot have its port
                          why: port 9100: in use (expected: a free one)
                          next: switchboard serve --port 9200
                        """);
    }

    @Test
    void aServerWithoutAModelSaysHowToGetOne() throws Exception {
        desk.program.hasModel = false;
        CompletableFuture<Integer> exit = desk.start("serve");
        desk.awaitErr("next: export KIMI_BASE_URL=");
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        assertThat(desk.err()).contains("the server has no model\n  next: ");
    }

    @Test
    void aPortThatTheDemoCannotHaveIsTheDemosMatter() {
        desk.program.refusals.add(new StartFailure(
                StartFailure.PORTS, Text.START_PORT, "port 9100: in use", "switchboard serve --port 9200"));

        assertThat(desk.run("demo", "--port", "9100")).isEqualTo(ExitCode.CONFIG);

        assertThat(desk.err()).endsWith("  next: switchboard demo --port 9200\n");
    }

    @Test
    void aPortThatCannotBeIsRefused() {
        assertThat(desk.run("serve", "--port", "70000")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.run("serve", "--port", "9000", "--ports", "9001")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theDemoShowsARunAnswersItsApprovalAndSaysWhatIsNext() {
        RunStory story = RunStory.of(RUN, SESSION).asked(APPROVAL, "Bash", "Run command `ls`");
        List<String> before = story.lines();
        story.answered(APPROVAL, "approve", "local")
                .said("i1", "That was the demo.")
                .ended("finished");
        CountDownLatch approved = new CountDownLatch(1);
        api.onJson("POST /api/v1/runs", 202, "{\"run_id\":\"" + RUN + "\",\"session_id\":\"" + SESSION + "\"}");
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream()
                        .lines(before)
                        .await(approved)
                        .lines(story.after(before.size()))
                        .end());
        api.on("POST /api/v1/runs/" + RUN + "/approvals/" + APPROVAL, (call, sender) -> {
            sender.json(200, APPROVAL_JSON.replace("pending", "approved"));
            approved.countDown();
        });
        desk.program.address = api.url();

        assertThat(desk.run("demo")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("That was the demo.\n");
        assertThat(desk.err())
                .contains("listening on " + api.url() + "\n✓ server  " + api.url() + "\n✓ model   demo")
                .contains("$ switchboard run \"look around and read the README\"\n")
                .contains("approval a1a1a1a1: approved by local\n")
                .endsWith("the demo has ended, and its server with it\n  next: switchboard demo --keep\n")
                .doesNotContain("another terminal");
        assertThat(desk.program.stopped.getCount()).isZero();
        assertThat(desk.program.started.getFirst().demo()).isTrue();
        assertThat(demoPlace()).doesNotExist();
    }

    @Test
    void aDemoThatStaysSaysWhatToDoInAnotherTerminal() throws Exception {
        demoEndsWith(RunStory.of(RUN, SESSION).said("i1", "Hello.").ended("finished"));

        CompletableFuture<Integer> exit = desk.start("demo", "--keep");
        desk.awaitErr("Ctrl-C stops it\n");
        assertThat(desk.err()).contains("next, in another terminal:\n  export SWITCHBOARD_URL=" + api.url() + "\n");
        assertThat(demoPlace()).isDirectory();
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        assertThat(demoPlace()).doesNotExist();
    }

    @Test
    void ctrlCAtTheQuestionOfTheDemoEndsIt() throws Exception {
        RunStory story = RunStory.of(RUN, SESSION).asked(APPROVAL, "Bash", "Run command `ls`");
        List<String> before = story.lines();
        story.answered(APPROVAL, "reject", "cancel").ended("cancelled");
        CountDownLatch cancelled = new CountDownLatch(1);
        demoEndsWith(story);
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream()
                        .lines(before)
                        .await(cancelled)
                        .lines(story.after(before.size()))
                        .end());
        api.on("POST /api/v1/runs/" + RUN + "/cancel", (call, sender) -> {
            sender.json(200, "{}");
            cancelled.countDown();
        });
        try (PipedOutputStream keyboard = new PipedOutputStream();
                PipedInputStream typed = new PipedInputStream(keyboard)) {
            CompletableFuture<Integer> exit = desk.onTerminal().typing(typed).start("demo");
            desk.awaitErr("y once · s for this session");
            desk.signal(ProcessSignals.Kind.INT);

            assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        }
        desk.time.advance(Duration.ofSeconds(10));

        assertThat(desk.halted).isNotDone();
        assertThat(demoPlace()).doesNotExist();
        assertThat(desk.program.stopped.getCount()).isZero();
        assertThat(desk.err()).endsWith("""
                        cancelling run 7c6f12ab… (Ctrl-C again leaves without waiting)
                        approval a1a1a1a1: not asked any more, the run was cancelled
                        cancelled  2 steps  120 tokens  0.4s
                        """);
    }

    @Test
    void aTerminalThatGoesTakesTheDemoAndItsFilesWithIt() throws Exception {
        demoEndsWith(RunStory.of(RUN, SESSION).ended("finished"));
        desk.start("demo", "--keep");
        desk.awaitErr("Ctrl-C stops it\n");

        desk.signal(ProcessSignals.Kind.HUP);

        assertThat(Desk.soon(desk.halted)).isEqualTo(ExitCode.SIGHUP);
        assertThat(demoPlace()).doesNotExist();
    }

    @Test
    void theDemoTakesAnyPortWhenTheUsualOnesAreTaken() {
        demoEndsWith(RunStory.of(RUN, SESSION).ended("finished"));
        desk.program.refusals.add(new StartFailure(StartFailure.PORTS, Text.START_PORT, "all taken", ""));

        assertThat(desk.run("demo", "-q")).isEqualTo(ExitCode.OK);

        assertThat(desk.program.started)
                .extracting(ServerStarter.Options::ports)
                .containsExactly(List.of(), List.of(0));
    }

    @Test
    void theVersionIsPrinted() {
        desk.run("version");
        desk.run("--version");
        assertThat(desk.out().lines()).hasSize(2).allMatch(line -> line.startsWith("switchboard 1.2.3 (Java "));
    }

    @Test
    void completionIsAScript() {
        desk.run("completion", "zsh");
        assertThat(desk.out()).contains("bashcompinit").contains("approvals").contains("--idempotency-key");
    }

    private void demoEndsWith(RunStory story) {
        api.onJson("POST /api/v1/runs", 202, "{\"run_id\":\"" + RUN + "\",\"session_id\":\"" + SESSION + "\"}");
        api.on(
                "GET /api/v1/runs/" + RUN + "/events",
                (call, sender) -> sender.stream().lines(story.lines()).end());
        desk.program.address = api.url();
    }

    /** The directory that the demo has made for itself. */
    private Path demoPlace() {
        return Objects.requireNonNull(
                Objects.requireNonNull(desk.program.started.getLast().data()).getParent());
    }

    /** Run {@link #OTHER_RUN} has four lines, the last of which says why it failed. */
    private void failed() {
        RunStory story = RunStory.of(OTHER_RUN, SESSION)
                .event("error", "{\"message\":\"LLM provider error: 401\",\"details\":\"no such key\"}")
                .ended(
                        "error",
                        ",\"reason\":\"provider\",\"error\":{\"message\":\"LLM provider error: 401\",\"details\":\"no such key\"}");
        api.on(
                "GET /api/v1/runs/" + OTHER_RUN + "/events",
                (call, sender) -> sender.stream()
                        .lines(story.after(Long.parseLong(call.query().get("after"))))
                        .end());
    }

    private static String page(String... items) {
        return "{\"data\":[" + String.join(",", items) + "],\"next\":null}";
    }
}
