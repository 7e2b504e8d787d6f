package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.testing.ScriptedBridge;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code switchboard chat}, {@code ws} and {@code sessions} against a bridge that says what it is told. */
@Timeout(60)
class ChatCommandTest {
    private static final String CHAT = "/openclaw/chat";
    private static final String WS = "/openclaw/ws";

    private final ScriptedBridge bridge = ScriptedBridge.start();
    private final Desk desk = new Desk().at(bridge.url());
    private final CountDownLatch sent = new CountDownLatch(1);
    private volatile String turn = "";

    @BeforeEach
    void answer() {
        bridge.on(
                        "/openclaw/sessions",
                        body -> "{\"success\":true,\"sessions\":[{\"key\":\"agent:main:bot_7\","
                                + "\"sessionId\":\"5e551001-0000\",\"label\":\"Garden\",\"updatedAt\":0,\"totalTokens\":12}]}")
                .on("/openclaw/history", body -> "{\"success\":true,\"messages\":[]}")
                .on("/openclaw/abort", body -> "{\"success\":true,\"aborted\":true,\"runIds\":[]}")
                .on(CHAT, body -> {
                    turn = body.replaceAll(".*\"idempotencyKey\":\"([^\"]+)\".*", "$1");
                    sent.countDown();
                    return "{\"success\":true,\"runId\":\"" + turn
                            + "\",\"sessionKey\":\"x\",\"status\":\"accepted\",\"gatewayStatus\":\"started\"}";
                });
    }

    @AfterEach
    void close() {
        bridge.close();
    }

    @Test
    void theAnswerIsDataAndWhatTheAgentDoesIsANote() {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(agent(1, 1, "assistant", "\"text\":\"I look.\",\"delta\":\"I look.\""));
            talk.say(agent(
                    2,
                    2,
                    "tool",
                    "\"phase\":\"start\",\"name\":\"Shell\",\"toolCallId\":\"c\",\"args\":{\"command\":\"rg x\"}"));
            talk.say(agent(
                    3,
                    3,
                    "tool",
                    "\"phase\":\"result\",\"toolCallId\":\"c\",\"isError\":false,"
                            + "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"a\\nb\"}]}"));
            talk.say(chat(4, 4, "final", message("I look.\\n\\n找到两处。")));
            talk.hear();
        });

        assertThat(desk.run("chat", "bot_7", "-m", "find them")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("I look.\n\n找到两处。\n");
        assertThat(desk.err()).isEqualTo("session bot_7\n• Shell  rg x\n  ✓ 2 lines: a\n");
        assertThat(bridge.asked(CHAT).getFirst().body())
                .isEqualTo("{\"message\":\"find them\",\"sessionKey\":\"bot_7\",\"idempotencyKey\":\"" + turn + "\"}");
    }

    @Test
    void aTextOnStandardInputIsSaidInASessionThatIsNew() {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(chat(1, 1, "final", message("好")));
            talk.hear();
        });

        assertThat(desk.inChinese().typing("你好\n").run("chat")).isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("好\n");
        assertThat(desk.err()).startsWith("会话 cli-");
        assertThat(bridge.asked(CHAT).getFirst().body()).contains("\"message\":\"你好\"");
    }

    @Test
    void aConnectionThatIsCutLosesNoWordAndDoublesNone() throws Exception {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(agent(1, 5, "assistant", "\"text\":\"One \",\"delta\":\"One \""));
            talk.say(agent(2, 6, "tool", "\"phase\":\"start\",\"name\":\"Glob\",\"toolCallId\":\"c\",\"args\":{}"));
            awaitErr("• Glob");
            talk.cut();
        });
        bridge.socket(talk -> {
            subscribed(talk, 5);
            talk.say(agent(1, 6, "tool", "\"phase\":\"start\",\"name\":\"Glob\",\"toolCallId\":\"c\",\"args\":{}"));
            talk.say(agent(2, 6, "assistant", "\"text\":\"One two\",\"delta\":\"two\""));
            talk.say(chat(3, 7, "final", message("One two three.")));
            talk.hear();
        });

        CompletableFuture<Integer> exit = desk.onTerminals(false, true, false).start("chat", "bot_7", "-m", "count");
        desk.awaitErr("connecting again");
        desk.time.awaitSleeper();
        desk.time.advance(Duration.ofSeconds(1));

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("One two three.\n");
        assertThat(desk.err()).containsOnlyOnce("• Glob").contains("connected again");
        assertThat(bridge.asked(CHAT)).hasSize(1);
    }

    @Test
    void anEventThatIsLeftOutIsAskedForAgain() throws Exception {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(agent(1, 5, "lifecycle", "\"phase\":\"start\""));
            talk.say(chat(3, 7, "final", message("wrong")));
            talk.hear();
        });
        bridge.socket(talk -> {
            subscribed(talk, 4);
            talk.say(chat(1, 6, "final", message("right")));
            talk.hear();
        });

        CompletableFuture<Integer> exit = desk.start("chat", "bot_7", "-m", "count");
        desk.awaitErr("event 2 was left out");
        desk.time.awaitSleeper();
        desk.time.advance(Duration.ofSeconds(1));

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("right\n");
    }

    @Test
    void programsGetTheFramesAndAnEnd() {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(agent(1, 1, "lifecycle", "\"phase\":\"start\""));
            talk.say(agent(2, 1, "assistant", "\"text\":\"Hel\",\"delta\":\"Hel\""));
            talk.say(chat(3, 2, "final", message("Hello")));
            talk.hear();
        });

        assertThat(desk.run("chat", "bot_7", "-m", "hi", "-o", "ndjson", "-q")).isEqualTo(ExitCode.OK);

        List<String> lines = desk.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst()).contains("\"lifecycle\"");
        assertThat(lines.getLast())
                .isEqualTo("{\"type\":\"turn.completed\",\"session\":\"bot_7\",\"turn\":\"" + turn
                        + "\",\"status\":\"finished\",\"text\":\"Hello\",\"cursor\":2}");
    }

    @Test
    void aTurnThatFailsIsAFailure() {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(chat(1, 1, "error", "\"errorMessage\":\"no credit\""));
            talk.hear();
        });

        assertThat(desk.run("chat", "bot_7", "-m", "hi")).isEqualTo(ExitCode.FAILED);
        assertThat(desk.err()).contains("error: the answer failed: no credit\n");
    }

    @Test
    void anApprovalThatNobodyHereMayGiveIsLeftWaiting() {
        bridge.socket(talk -> {
            subscribed(talk, 0);
            talk.say(agent(
                    1,
                    1,
                    "approval",
                    "\"phase\":\"requested\",\"approvalId\":\"a1b2c3d4e5\",\"name\":\"Bash\","
                            + "\"description\":\"Run `ls`\",\"expiresAt\":0"));
            talk.hear();
        });

        assertThat(desk.run("chat", "bot_7", "-m", "hi")).isEqualTo(ExitCode.WAITING);
        assertThat(desk.err()).contains("Run `ls`").contains("next: switchboard approvals approve a1b2c3d4");
    }

    @Test
    void ctrlCStopsTheTurnAndNoOther() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        bridge.on("/openclaw/abort", body -> {
            stopped.countDown();
            return "{\"success\":true,\"aborted\":true,\"runIds\":[]}";
        });
        bridge.socket(talk -> {
            subscribed(talk, 0);
            wait(stopped);
            talk.say(chat(1, 1, "aborted", "\"stopReason\":\"rpc\""));
            talk.hear();
        });

        CompletableFuture<Integer> exit = desk.start("chat", "bot_7", "-m", "hi");
        wait(sent);
        desk.signal(ProcessSignals.Kind.INT);

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.SIGINT);
        assertThat(bridge.asked("/openclaw/abort").getFirst().body()).contains("\"runId\":\"" + turn + "\"");
    }

    @Test
    void aConversationQueuesAnswersAndLeaves() throws Exception {
        PipedOutputStream keyboard = new PipedOutputStream();
        bridge.on(
                "/openclaw/history",
                body -> "{\"success\":true,\"messages\":[{\"role\":\"user\",\"content\":\"before\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"answered\"}],\"__openclaw\":{\"seq\":9,\"runId\":\"t0\"}}]}");
        bridge.on(
                "/api/v1/approvals?limit=100&status=pending",
                body -> "{\"data\":[{\"id\":\"ap1\",\"run_id\":\"r1\",\"status\":\"pending\"}],\"next\":null}");
        bridge.on(
                "/api/v1/runs/r1/approvals/ap1", body -> "{\"id\":\"ap1\",\"run_id\":\"r1\",\"status\":\"answered\"}");
        bridge.socket(talk -> {
            subscribed(talk, 9);
            wait(sent);
            talk.say(agent(1, 10, "lifecycle", "\"phase\":\"start\""));
            talk.say(agent(
                    2,
                    11,
                    "approval",
                    "\"phase\":\"requested\",\"approvalId\":\"ap1\",\"name\":\"Bash\","
                            + "\"description\":\"Run `ls`\",\"expiresAt\":0"));
            while (bridge.asked("/api/v1/runs/r1/approvals/ap1").isEmpty()) {
                Thread.onSpinWait();
            }
            talk.say(agent(
                    3,
                    12,
                    "approval",
                    "\"phase\":\"resolved\",\"approvalId\":\"ap1\",\"decision\":\"approve\",\"by\":\"local\""));
            talk.say(chat(4, 13, "final", message("Done.")));
            talk.say(chat(5, 14, "final", "\"runId\":\"note-1\",\"seq\":0," + message("Noted.")));
            talk.hear();
        });
        CompletableFuture<Integer> exit =
                desk.onTerminal().typing(new PipedInputStream(keyboard)).start("chat", "garden");

        desk.awaitErr("session bot_7");
        type(keyboard, "do it");
        desk.awaitErr("Bash wants to: Run `ls`");
        type(keyboard, "y");
        desk.awaitErr("Noted.");
        type(keyboard, "/nonsense");
        desk.awaitErr("unknown command: /nonsense");
        type(keyboard, "/quit");

        assertThat(Desk.soon(exit)).isEqualTo(ExitCode.OK);
        assertThat(desk.out()).isEqualTo("answered\nDone.\n");
        assertThat(desk.err()).contains("you  before").contains("come back with: switchboard chat bot_7");
        assertThat(bridge.asked("/api/v1/runs/r1/approvals/ap1").getFirst().body())
                .isEqualTo("{\"decision\":\"approve\"}");
    }

    @Test
    void framesAreLinesAndLinesAreFrames() {
        bridge.socket(talk -> {
            talk.say("{\"type\":\n\"connected\"}");
            talk.say("you said " + talk.hear());
            talk.close(1000, "enough");
        });
        desk.environment.put("SWITCHBOARD_TOKEN", "t-1");

        assertThat(desk.typing("{\"type\":\"ping\"}\n").run("ws", "openclaw/ws?x=1"))
                .isEqualTo(ExitCode.OK);

        assertThat(desk.out()).isEqualTo("{\"type\": \"connected\"}\nyou said {\"type\":\"ping\"}\n");
        assertThat(desk.err())
                .contains("connected to " + bridge.url() + "/openclaw/ws?x=1")
                .contains("1000 enough");
        assertThat(bridge.asked("/openclaw/ws?x=1").getFirst().authorization()).isEqualTo("Bearer t-1");
    }

    @Test
    void howAServerClosesASocketIsTheExitCode() throws Exception {
        bridge.socket(talk -> talk.close(1008, "slow consumer"))
                .socket(talk -> talk.close(1001, ""))
                .socket(ScriptedBridge.Talk::cut);

        assertThat(desk.typing(new PipedInputStream(new PipedOutputStream())).run("ws"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(desk.run("ws")).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(desk.run("ws")).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(desk.run("ws")).as("a refused handshake").isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(desk.err()).contains("1008 slow consumer");
    }

    @Test
    void sessionsAreListedAndExported() {
        bridge.on(
                "/openclaw/history",
                body -> "{\"success\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"timestamp\":0},"
                        + "{\"role\":\"toolResult\",\"toolName\":\"Bash\",\"content\":[{\"type\":\"text\",\"text\":\"```\"}]}]}");

        assertThat(desk.run("sessions", "ls")).isZero();
        assertThat(desk.run("sessions", "export", "Garden")).isZero();
        assertThat(desk.run("sessions", "export", "bot_7", "-o", "ndjson")).isZero();
        assertThat(desk.run("sessions", "show", "nobody")).isEqualTo(ExitCode.NOT_FOUND);

        assertThat(desk.out())
                .contains("bot_7    Garden")
                .contains("# Garden\n\n## user\n\nhi\n\n## toolResult Bash\n\n````\n```\n````\n")
                .contains("{\"role\":\"user\",\"content\":\"hi\",\"timestamp\":0}\n");
    }

    @Test
    void aSessionIsRenamedOverTheGateway() {
        bridge.socket(talk -> {
            talk.say("{\"type\":\"event\",\"event\":\"connect.challenge\",\"payload\":{\"nonce\":\"n\",\"ts\":1}}");
            assertThat(talk.hear()).contains("\"method\":\"connect\"");
            talk.say("{\"type\":\"res\",\"id\":\"1\",\"ok\":true,\"payload\":{\"type\":\"hello-ok\"}}");
            assertThat(talk.hear())
                    .contains(
                            "\"method\":\"sessions.patch\",\"params\":{\"key\":\"agent:main:bot_7\",\"label\":\"Yard\"}");
            talk.say("{\"type\":\"res\",\"id\":\"2\",\"ok\":true,\"payload\":{\"ok\":true}}");
        });
        bridge.socket(talk -> {
            talk.hear();
            talk.say(
                    "{\"type\":\"res\",\"id\":\"1\",\"ok\":false,\"error\":{\"code\":\"INVALID_REQUEST\",\"message\":\"label already in use: Yard\"}}");
        });

        assertThat(desk.run("sessions", "rename", "garden", "Yard")).isZero();
        assertThat(desk.run("sessions", "rename", "garden", "Yard")).isEqualTo(ExitCode.USAGE);

        assertThat(desk.out()).isEqualTo("session bot_7 is now called Yard\n");
        assertThat(desk.err()).contains("label already in use: Yard");
    }

    @Test
    void nothingIsBroughtBackThatNeverWas() {
        assertThat(desk.run("sessions", "archive", "--undo", "nobody")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(desk.err()).contains("there is no session nobody");
    }

    /** Lets a client in that asks for what came after a position. */
    private void subscribed(ScriptedBridge.Talk talk, long since) throws IOException {
        talk.say("{\"type\":\"connected\"}");
        String asked = talk.hear();
        assertThat(asked)
                .isEqualTo("{\"type\":\"subscribe\",\"sessionKey\":"
                        + asked.replaceAll(".*\"sessionKey\":(\"[^\"]+\").*", "$1") + ",\"since\":" + since + "}");
        talk.say("{\"type\":\"subscribed\",\"sessionKey\":\"x\"}");
        wait(sent);
    }

    private String agent(long bseq, long cursor, String stream, String data) {
        return event("agent", bseq, cursor, "\"stream\":\"" + stream + "\",\"data\":{" + data + "}");
    }

    private String chat(long bseq, long cursor, String state, String more) {
        return event("chat", bseq, cursor, "\"state\":\"" + state + "\"," + more);
    }

    private String event(String name, long bseq, long cursor, String more) {
        return "{\"type\":\"event\",\"event\":\"" + name + "\",\"bseq\":" + bseq + ",\"cursor\":" + cursor
                + ",\"payload\":{\"runId\":\"" + turn + "\",\"seq\":1," + more + "}}";
    }

    private static String message(String text) {
        return "\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    private void awaitErr(String text) throws IOException {
        try {
            desk.awaitErr(text);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void wait(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("too late");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void type(PipedOutputStream keyboard, String line) throws IOException {
        keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }
}
