package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.RunStory;
import dev.switchboard.testing.ScriptedApi;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real process can show: pipes, signals and locales. */
class CommandLineProcessTest {
    private static final String RUN = "7c6f12ab-0000-4000-8000-000000000001";
    private static final String EVENTS = "GET /api/v1/runs/" + RUN + "/events";
    private static final String CANCEL = "POST /api/v1/runs/" + RUN + "/cancel";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScriptedApi api = ScriptedApi.start();
    private final RunStory story = RunStory.of(RUN, "5e551001");
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path dir;

    @BeforeEach
    void acceptRuns() {
        api.onJson("POST /api/v1/runs", 202, "{\"run_id\":\"" + RUN + "\",\"session_id\":\"5e551001\"}");
        api.onJson(CANCEL, 200, "{\"run_id\":\"" + RUN + "\",\"status\":\"cancelling\"}");
    }

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        api.close();
    }

    @Test
    void tenMegabytesGoThroughASlowPipeWhole() throws Exception {
        story.said("i1", "长".repeat(3_500_000)).ended("finished");
        tell();
        Process process = start(shell("{ ", " run hi -o ndjson -q; echo $? > code; } | (sleep 1; cat > all)"));

        await(process);

        assertThat(code()).isZero();
        assertThat(Files.readAllBytes(dir.resolve("all")))
                .isEqualTo((String.join("\n", story.lines()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReaderWhoLeavesEndsTheCommandAndNotTheRun() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        api.on(EVENTS, (call, sender) -> {
            sender.stream().lines(story.lines().getFirst()).await(gone);
            while (true) {
                sender.lines(story.heartbeat(1)).pause(Duration.ofMillis(20));
            }
        });
        Process process = start(command("run", "hi", "-o", "ndjson"));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo(story.lines().getFirst());

        out.close();
        gone.countDown();
        await(process);

        assertThat(process.exitValue()).isEqualTo(141);
        assertThat(api.calls(CANCEL)).isEmpty();
    }

    @Test
    void ctrlCOnceCancelsAndWaitsForTheEnd() throws Exception {
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
        Process process = start(command("run", "hi", "-o", "ndjson"));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        out.readLine();

        kill("INT", process);

        await(process);
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(out.lines().toList().getLast()).isEqualTo(story.lines().getLast());
    }

    @Test
    void ctrlCTwiceLeavesAtOnce() throws Exception {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        Process process = start(command("run", "hi", "-o", "ndjson"));
        process.inputReader(StandardCharsets.UTF_8).readLine();

        kill("INT", process);
        api.awaitCall(CANCEL, 1);
        long since = System.nanoTime();
        kill("INT", process);

        await(process);
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(2));
        assertThat(said()).contains("left run 7c6f12ab; see: switchboard runs show 7c6f12ab");
    }

    @Test
    void ctrlCWaitsThreeSecondsAtMost() throws Exception {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        Process process = start(command("run", "hi", "-o", "ndjson"));
        process.inputReader(StandardCharsets.UTF_8).readLine();

        long since = System.nanoTime();
        kill("INT", process);
        await(process);

        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(8));
    }

    @Test
    void aTerminatedCommandLeavesTheRunToItself() throws Exception {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).hang());
        Process process = start(command("run", "hi", "-o", "ndjson"));
        process.inputReader(StandardCharsets.UTF_8).readLine();

        kill("TERM", process);
        await(process);

        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(api.calls(CANCEL)).isEmpty();
    }

    @Test
    void chineseStaysWholeInALocaleThatCannotWriteIt() throws Exception {
        story.said("i1", "你好，世界").ended("finished");
        tell();
        ProcessBuilder command = command("run", "扫描仓库", "--lang", "zh");
        command.environment().put("LC_ALL", "C");
        Process process = start(command);

        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        await(process);

        assertThat(out).isEqualTo("你好，世界\n");
        assertThat(said()).contains("会话");
        assertThat(api.calls("POST /api/v1/runs").getFirst().body()).contains("\"command\":\"扫描仓库\"");
    }

    @Test
    void standardOutputIsNothingButJson() throws Exception {
        story.said("i1", "a").ended("finished");
        tell();
        Process process = start(command("run", "hi", "-o", "json", "--debug"));

        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        await(process);

        assertThat(process.exitValue()).isZero();
        assertThat(lines).singleElement().asString().startsWith("{\"run_id\":").endsWith("}");
    }

    @Test
    void aFullDiskIsAnError() throws Exception {
        api.onJson("GET /api/v1/status", 200, "{\"version\":\"1\"}");
        ProcessBuilder command = command("status", "--json").redirectOutput(new File("/dev/full"));
        Process process = start(command);

        await(process);

        assertThat(process.exitValue()).isEqualTo(74);
        assertThat(said()).contains("\"code\":\"output\"");
    }

    private void tell() {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).end());
    }

    private ProcessBuilder command(String... words) {
        return CommandProcess.builder(dir, api.url(), words);
    }

    /** The command between two pieces of a shell's line. */
    private ProcessBuilder shell(String before, String after) {
        ProcessBuilder direct = command();
        return direct.command("sh", "-c", before + "'" + String.join("' '", direct.command()) + "'" + after);
    }

    private Process start(ProcessBuilder command) throws IOException {
        Process process = command.start();
        processes.add(process);
        process.getOutputStream().close();
        return process;
    }

    private static void await(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the command has not ended");
        }
    }

    private static void kill(String signal, Process process) throws Exception {
        await(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start());
    }

    private int code() throws IOException {
        return Integer.parseInt(Files.readString(dir.resolve("code")).strip());
    }

    private String said() throws IOException {
        return Files.readString(dir.resolve(CommandProcess.ERR), StandardCharsets.UTF_8);
    }
}
