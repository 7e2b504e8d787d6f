package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.testing.RunStory;
import dev.switchboard.testing.ScriptedApi;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code switchboard run} against a server that tells a story. */
class RunCommandTest {
    private static final String RUN = "7c6f12ab-0000-4000-8000-000000000001";
    private static final String SESSION = "5e551001-0000-4000-8000-000000000001";
    private static final String START = "POST /api/v1/runs";
    private static final String EVENTS = "GET /api/v1/runs/" + RUN + "/events";
    private static final String CANCEL = "POST /api/v1/runs/" + RUN + "/cancel";
    private static final String APPROVALS = "GET /api/v1/runs/" + RUN + "/approvals";
    private static final String ACCEPTED =
            "{\"run_id\":\"" + RUN + "\",\"session_id\":\"" + SESSION + "\",\"status\":\"queued\"}";

    private final ScriptedApi api = ScriptedApi.start();
    private final Desk desk = new Desk().at(api.url());
    private final RunStory story = RunStory.of(RUN, SESSION);

    @BeforeEach
    void acceptRuns() {
        api.onJson(START, 202, ACCEPTED);
        api.onJson(CANCEL, 200, "{\"run_id\":\"" + RUN + "\",\"status\":\"cancelling\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void whatTheAgentSaysIsDataAndWhatItDoesIsANote() {
        tell(story.said("i1", "I look.")
                .called("c1", "Shell", "{\"command\":\"rg -n TODO\",\"timeout\":5}")
                .returned("c1", true, "a\nb\n", "")
                .said("i2", "找到两处。\nDone.")
                .ended("finished"));

        assertThat(desk.run("run", "find", "them")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("I look.\n\n找到两处。\nDone.\n");
        assertThat(desk.err()).isEqualTo("""
                        run 7c6f12ab  session 5e551001
                        • Shell  rg -n TODO
                          ✓ 2 lines: a
                        finished  2 steps  120 tokens  0.8s
                        """);
        assertThat(api.calls(START).getFirst().body())
                .isEqualTo("{\"command\":\"find them\",\"work_dir\":\"/work\",\"background\":true,"
                        + "\"on_disconnect\":\"continue\",\"options\":{\"yolo\":false,\"thinking\":false}}");
        assertThat(api.calls(EVENTS).getFirst().query())
                .containsEntry("after", "0")
                .doesNotContainKey("deltas");
    }

    @Test
    void notesAreInChineseForThoseWhoReadChinese() {
        tell(story.said("i1", "好").ended("finished"));

        desk.inChinese().run("run", "看看");

        assertThat(desk.out()).isEqualTo("好\n");
        assertThat(desk.err()).isEqualTo("""
                        运行 7c6f12ab  会话 5e551001
                        已完成  2 步  120 个 token  0.4s
                        """);
    }

    @Test
    void onATerminalTextAppearsAsItIsSpokenAndOnce() {
        RunStory told = story.said("i1", "Hello you.").ended("finished");
        List<String> lines = new ArrayList<>(told.lines());
        lines.addAll(
                2,
                List.of(
                        story.delta("i1", "text", 0, "Hel"),
                        story.delta("i1", "text", 3, "lo "),
                        story.delta("i1", "text", 0, "Hello y")));
        api.on(EVENTS, (call, sender) -> sender.stream().lines(lines).end());

        desk.onTerminal().run("run", "hi", "-q");

        assertThat(desk.out()).isEqualTo("Hello you.\n");
        assertThat(api.calls(EVENTS).getFirst().query()).containsEntry("deltas", "true");
    }

    @Test
    void aTerminalIsNotGivenTheControlCharactersOfAnAgent() {
        tell(story.said("i1", "red\u001b[31m!").ended("finished"));

        desk.onTerminal().run("run", "hi", "-q");

        assertThat(desk.out()).isEqualTo("red[31m!\n");
    }

    @Test
    void aPipeIsGivenThemAsTheyAre() {
        tell(story.said("i1", "red\u001b[31m!").ended("finished"));

        desk.run("run", "hi", "-q");

        assertThat(desk.out()).isEqualTo("red\u001b[31m!\n");
        assertThat(desk.err()).isEmpty();
    }

    @Test
    void ndjsonIsTheServersOwnLines() {
        tell(story.said("i1", "好").ended("finished"));

        assertThat(desk.run("run", "hi", "-o", "stream-json", "-q")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo(String.join("\n", story.lines()) + "\n");
    }

    @Test
    void jsonIsOneDocument() {
        tell(story.said("i1", "a").said("i2", "b").ended("finished"));

        desk.run("run", "hi", "-o", "json", "-q");

        assertThat(desk.out())
                .startsWith(
                        "{\"run_id\":\"" + RUN + "\",\"session_id\":\"" + SESSION
                                + "\",\"status\":\"finished\",\"text\":\"b\",\"messages\":[\"a\",\"b\"],\"last_seq\":7,"
                                + "\"steps\":2,\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"cached_tokens\":0,\"reasoning_tokens\":0},\"digest\":{\"events\":6,")
                .endsWith("\"complete\":true}\n");
    }

    @Test
    void finalOnlyIsTheLastMessageThatCounts() {
        tell(story.said("i1", "a")
                .said("i2", "void")
                .event(
                        "step_retry",
                        "{\"n\":1,\"attempt\":2,\"delay_ms\":10,\"reason\":\"cut\",\"discarded\":[\"i2\"]}")
                .said("i3", "the answer")
                .ended("finished"));

        desk.run("run", "hi", "--final-only", "-q");

        assertThat(desk.out()).isEqualTo("the answer\n");
    }

    @Test
    void thoughtsAreAsidesOnStandardError() {
        tell(story.event("content_part", "{\"type\":\"think\",\"think\":\"Hm.\",\"item_id\":\"t1\"}")
                .said("i1", "a")
                .ended("finished"));

        desk.run("run", "hi", "--thinking");

        assertThat(desk.out()).isEqualTo("a\n");
        assertThat(desk.err()).contains("Hm.\n");
        assertThat(api.calls(START).getFirst().body()).contains("\"thinking\":true");
    }

    @Test
    void aRunThatFailsSaysWhyAndWhatToDo() {
        tell(story.event("error", "{\"message\":\"LLM is not configured\"}")
                .ended("error", ",\"reason\":\"preparation\",\"error\":{\"message\":\"LLM is not configured\"}"));

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.FAILED);

        assertThat(desk.err()).endsWith("error: the run failed: LLM is not configured\n  next: switchboard doctor\n");
    }

    @Test
    void theStepLimitIsAFailure() {
        tell(story.ended("max_steps_reached"));

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.FAILED);

        assertThat(desk.err())
                .endsWith("error: the run has reached its limit of 2 steps\n"
                        + "  next: switchboard run --resume 5e551001 \"…\"\n");
    }

    @Test
    void aCancelFromElsewhereIsAFailure() {
        tell(story.ended("cancelled"));

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void withNobodyToAskTheRunIsLeftWaiting() {
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        pending("pending");

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.WAITING);

        assertThat(desk.err()).endsWith("""
                        error: run 7c6f12ab waits for an approval: Shell wants to: Run command `rm x`
                          why: nobody can be asked here; the run goes on waiting: switchboard runs tail 7c6f12ab --after 3
                          next: switchboard approvals approve a1a1a1a1
                        """);
        assertThat(api.calls(CANCEL)).isEmpty();
    }

    @Test
    void everyHintNamesTheServerThatWasNamed() {
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        pending("pending");

        desk.run("run", "hi", "--server", api.url());

        assertThat(desk.err())
                .contains("runs tail 7c6f12ab --after 3 --server " + api.url() + "\n")
                .endsWith("approvals approve a1a1a1a1 --server " + api.url() + "\n");
    }

    @Test
    void noInputLeavesItWaitingOnATerminalToo() {
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        pending("pending");

        assertThat(desk.onTerminal().run("run", "hi", "--no-input")).isEqualTo(ExitCode.WAITING);
    }

    @Test
    void linesThatStopAtAnApprovalEndWithAnErrorObject() {
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        pending("pending");

        assertThat(desk.run("run", "hi", "-o", "ndjson")).isEqualTo(ExitCode.WAITING);

        assertThat(desk.out().lines().toList().getLast())
                .startsWith("{\"run_id\":\"" + RUN + "\",\"type\":\"error\",\"code\":\"waiting_for_approval\"")
                .contains("\"retryable\":true")
                .endsWith("\"next\":\"switchboard approvals approve a1a1a1a1\"}");
    }

    @Test
    void anApprovalThatIsReplayedAndWasAnsweredIsNotWaitedFor() {
        tell(story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`")
                .answered("a1a1a1a1-0000", "approve", "operator")
                .ended("finished"));
        pending("approved");

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.OK);
    }

    @Test
    void theAnswerOfThePersonIsSent() throws Exception {
        CountDownLatch decided = new CountDownLatch(1);
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        List<String> before = story.lines();
        story.answered("a1a1a1a1-0000", "reject", "local").ended("finished");
        api.on(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(before)
                        .await(decided)
                        .lines(story.after(before.size()))
                        .end());
        api.on("POST /api/v1/runs/" + RUN + "/approvals/a1a1a1a1-0000", (call, sender) -> {
            sender.json(200, "{\"id\":\"a1a1a1a1-0000\"}");
            decided.countDown();
        });

        int exit = desk.onTerminal().typing("what?\nn too dangerous\n").run("run", "hi");

        assertThat(exit).isEqualTo(ExitCode.OK);
        assertThat(api.calls("POST /api/v1/runs/" + RUN + "/approvals/a1a1a1a1-0000"))
                .singleElement()
                .extracting(ScriptedApi.Call::body)
                .isEqualTo("{\"decision\":\"reject\",\"feedback\":\"too dangerous\"}");
        assertThat(desk.err())
                .contains("Shell wants to: Run command `rm x`  (until 07:25:23)\n")
                .contains("y once · s for this session")
                .doesNotContain("already answered");
    }

    @Test
    void anAnswerFromElsewhereTakesTheQuestionBack() throws Exception {
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        story.answered("a1a1a1a1-0000", "approve", "operator").said("i1", "ok").ended("finished");
        tell(story);
        try (PipedOutputStream keyboard = new PipedOutputStream();
                PipedInputStream typed = new PipedInputStream(keyboard)) {
            int exit = desk.onTerminal().typing(typed).run("run", "hi");

            assertThat(exit).isEqualTo(ExitCode.OK);
            assertThat(desk.err()).contains("already answered by operator\n");
        }
    }

    @Test
    void beingSecondIsTold() throws Exception {
        CountDownLatch decided = new CountDownLatch(1);
        story.asked("a1a1a1a1-0000", "Shell", "Run command `rm x`");
        List<String> before = story.lines();
        story.answered("a1a1a1a1-0000", "reject", "agent:7").ended("finished");
        api.on(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(before)
                        .await(decided)
                        .lines(story.after(before.size()))
                        .end());
        api.on("POST /api/v1/runs/" + RUN + "/approvals/a1a1a1a1-0000", (call, sender) -> {
            sender.json(
                    409, "{\"error\":\"conflict\",\"details\":\"late\",\"by\":\"agent:7\",\"decision\":\"reject\"}");
            decided.countDown();
        });

        desk.onTerminal().typing("y\n").run("run", "hi");

        assertThat(desk.err()).contains("already answered by agent:7\n");
    }

    @Test
    void ctrlCCancelsAndWaitsForTheEnd() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch following = new CountDownLatch(1);
        List<String> before = story.lines();
        story.event("run_completed", "{\"status\":\"cancelled\"}").ended("cancelled");
        api.on(EVENTS, (call, sender) -> {
            sender.stream().lines(before);
            following.countDown();
            sender.await(cancelled).lines(story.after(before.size())).end();
        });
        api.on(CANCEL, (call, sender) -> {
            sender.json(200, "{}");
            cancelled.countDown();
        });
        CompletableFuture<Integer> exit = desk.start("run", "hi");
        following.await();

        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        assertThat(desk.err()).contains("cancelling run 7c6f12ab…").contains("cancelled  2 steps");
        assertThat(desk.halted).isNotDone();
    }

    @Test
    void ctrlCTwiceLeavesAtOnceAndNamesTheRun() throws Exception {
        CountDownLatch following = new CountDownLatch(1);
        api.on(EVENTS, (call, sender) -> {
            sender.stream().lines(story.lines());
            following.countDown();
            sender.hang();
        });
        desk.start("run", "hi");
        following.await();

        desk.signal(ProcessSignals.Kind.INT);
        api.awaitCall(CANCEL, 1);
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(desk.halted)).isEqualTo(ExitCode.SIGINT);
        assertThat(desk.err()).endsWith("left run 7c6f12ab; see: switchboard runs show 7c6f12ab\n");
    }

    @Test
    void aRunThatDoesNotEndInTimeIsLeft() throws Exception {
        CountDownLatch following = new CountDownLatch(1);
        api.on(EVENTS, (call, sender) -> {
            sender.stream().lines(story.lines());
            following.countDown();
            sender.hang();
        });
        desk.start("run", "hi");
        following.await();
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(desk.time.awaitScheduled()).isEqualTo(Duration.ofSeconds(3));
        desk.time.advance(Duration.ofSeconds(3));

        assertThat(Desk.soon(desk.halted)).isEqualTo(ExitCode.SIGINT);
    }

    @Test
    void afterItsTimeARunIsCancelled() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        List<String> before = story.lines();
        story.ended("cancelled");
        api.on(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(before)
                        .await(cancelled)
                        .lines(story.after(before.size()))
                        .end());
        api.on(CANCEL, (call, sender) -> {
            sender.json(200, "{}");
            cancelled.countDown();
        });
        CompletableFuture<Integer> exit = desk.start("run", "hi", "--timeout", "5m");

        assertThat(desk.time.awaitScheduled()).isEqualTo(Duration.ofMinutes(5));
        desk.time.advance(Duration.ofMinutes(5));

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.TIMEOUT);
        assertThat(desk.err()).contains("time is up: cancelling run 7c6f12ab…");
    }

    @Test
    void detachedItPrintsTheIdAndLeaves() {
        assertThat(desk.run("run", "hi", "--detach")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo(RUN + "\n");
        assertThat(desk.err()).isEqualTo("""
                        run 7c6f12ab goes on
                          follow it: switchboard runs tail 7c6f12ab
                          what it asks for: switchboard approvals ls --run 7c6f12ab, then switchboard approvals approve ID
                        """);
        assertThat(api.calls(EVENTS)).isEmpty();
    }

    @Test
    void detachedInJsonItPrintsTheAnswer() {
        desk.run("run", "hi", "--detach", "--json", "-q");

        assertThat(desk.out()).isEqualTo(ACCEPTED + "\n");
    }

    @Test
    void theOptionsGoIntoTheRequest() {
        tell(story.ended("finished"));

        desk.run(
                "run",
                "-p",
                "hi",
                "-m",
                "k2",
                "-w",
                "../src/./a",
                "--agent",
                "a.yaml",
                "--yolo",
                "-r",
                SESSION,
                "--idempotency-key",
                "k-1");

        ScriptedApi.Call call = api.calls(START).getFirst();
        assertThat(call.body())
                .isEqualTo("{\"command\":\"hi\",\"work_dir\":\"/src/a\",\"background\":true,"
                        + "\"on_disconnect\":\"continue\",\"session_id\":\"" + SESSION
                        + "\",\"model_name\":\"k2\",\"agent_file\":\"/work/a.yaml\","
                        + "\"options\":{\"yolo\":true,\"thinking\":false}}");
        assertThat(call.headers()).containsEntry("idempotency-key", "k-1");
    }

    @Test
    void aKeyIsSentEvenWhenNobodyGaveOne() {
        tell(story.ended("finished"));

        desk.run("run", "hi");

        assertThat(api.calls(START).getFirst().headers().get("idempotency-key")).isNotEmpty();
    }

    @Test
    void continueFindsTheLatestSessionOfThisDirectory() {
        tell(story.ended("finished"));
        api.onJson(
                "GET /api/v1/runs",
                200,
                "{\"data\":[{\"run_id\":\"r3\",\"session_id\":\"other\",\"work_dir\":\"/elsewhere\"},"
                        + "{\"run_id\":\"r2\",\"session_id\":\"mine\",\"work_dir\":\"/work\"},"
                        + "{\"run_id\":\"r1\",\"session_id\":\"older\",\"work_dir\":\"/work\"}],\"next\":null}");

        desk.run("run", "-C", "and now?");

        assertThat(api.calls(START).getFirst().body()).contains("\"session_id\":\"mine\"");
    }

    @Test
    void continueWithoutASessionSaysSo() {
        api.onJson("GET /api/v1/runs", 200, "{\"data\":[],\"next\":null}");

        assertThat(desk.run("run", "-C", "and now?")).isEqualTo(ExitCode.NOT_FOUND);

        assertThat(desk.err()).isEqualTo("error: no run has worked in /work yet\n  next: switchboard run \"…\"\n");
    }

    @Test
    void theTextMayComeFromStandardInput() {
        tell(story.ended("finished"));

        desk.typing("第一行\nsecond\n").run("run");

        assertThat(api.calls(START).getFirst().body()).contains("\"command\":\"第一行\\nsecond\"");
    }

    @Test
    void aDashStandsForStandardInputAmongWords() {
        tell(story.ended("finished"));

        desk.typing("diff\n").run("run", "review this:", "-");

        assertThat(api.calls(START).getFirst().body()).contains("\"command\":\"review this: \\ndiff\"");
    }

    @Test
    void aTerminalIsNotReadForText() {
        assertThat(desk.onTerminal().run("run")).isEqualTo(ExitCode.USAGE);

        assertThat(desk.err())
                .isEqualTo("error: there is no text for the agent\n  next: switchboard run \"list the files\"\n");
    }

    @Test
    void optionsThatExcludeEachOtherAreRefused() {
        assertThat(desk.run("run", "hi", "--yolo", "--ask")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.run("run", "hi", "-C", "-r", "s")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBusyServerIsWorthAnotherTry() {
        api.on(
                START,
                (call, sender) -> sender.header("Retry-After", "9")
                        .json(
                                429,
                                "{\"error\":\"too_many_requests\",\"details\":\"1000 runs wait\",\"code\":\"too_busy\"}"));

        assertThat(desk.run("run", "hi")).isEqualTo(ExitCode.TRY_AGAIN);

        assertThat(desk.err()).isEqualTo("""
                        error: the server has too much to do
                          why: 1000 runs wait; try again in 9 s
                          next: switchboard status
                        """);
    }

    @Test
    void aWrongDirectoryIsAUsageErrorThatNamesIt() {
        api.onJson(
                START,
                400,
                "{\"error\":\"invalid_request\",\"details\":[{\"type\":\"value_error\",\"loc\":[\"work_dir\"],"
                        + "\"msg\":\"not an existing directory\",\"value\":\"/x\"}],\"code\":\"invalid_request\"}");

        assertThat(desk.run("run", "hi", "-w", "/x")).isEqualTo(ExitCode.USAGE);

        assertThat(desk.err()).contains("why: work_dir: not an existing directory (\"/x\")");
    }

    private void tell(RunStory told) {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(told.lines()).end());
    }

    private void pending(String status) {
        api.onJson(
                APPROVALS,
                200,
                "{\"data\":[{\"id\":\"a1a1a1a1-0000\",\"run_id\":\"" + RUN + "\",\"status\":\"" + status + "\"}]}");
    }
}
