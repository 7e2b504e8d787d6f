package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BashTest {
    @TempDir
    Path directory;

    private Workplace place;

    @BeforeEach
    void open() {
        place = new Workplace(directory);
    }

    @Test
    void whatACommandPrintsComesBackWithItsExitCode() throws Exception {
        ToolResult result = place.bash("echo out; echo err >&2; printf end", 10);

        assertThat(result.ok()).isTrue();
        assertThat(result.output()).isEqualTo("out\nerr\nend");
        assertThat(result.message()).isEqualTo("Command finished with exit code 0.");
        assertThat(place.live.toString()).isEqualTo("out\nerr\nend");
    }

    @Test
    void aFailedCommandSaysItsExitCode() throws Exception {
        ToolResult result = place.bash("echo before; exit 3", 10);

        assertThat(result.ok()).isFalse();
        assertThat(result.output()).isEqualTo("before\n");
        assertThat(result.message()).isEqualTo("Command failed with exit code: 3.");
        assertThat(result.brief()).isEqualTo("Failed with exit code: 3");
    }

    @Test
    void aCommandThatASignalEndsSaysSo() throws Exception {
        assertThat(place.bash("kill -SEGV $$", 10).brief()).isEqualTo("Failed with exit code: 139");
    }

    @Test
    void commandsBeginInTheWorkDirectoryWithoutInput() throws Exception {
        assertThat(place.bash("pwd -P; cat; echo done", 10).output()).isEqualTo(place.workDir + "\ndone\n");
    }

    @Test
    void aCommandMayLookLikeAnOption() throws Exception {
        assertThat(place.bash("-v 2>/dev/null; echo \"$0 $#\"", 10).output()).endsWith("sh 0\n");
    }

    @Test
    void quotesAndPipesMeanWhatTheyMeanInAShell() throws Exception {
        place.file("a b.txt", "x");

        assertThat(place.bash("ls *.txt | grep 'a b' | tr a-z A-Z; echo \"$HOME\" | wc -l", 10)
                        .output())
                .isEqualTo("A B.TXT\n1\n");
    }

    @Test
    void nothingRunsBeforeTheIntentIsCommitted() throws Exception {
        Path mark = place.workDir.resolve("mark");
        List<String> seen = new ArrayList<>();
        place.onIntend = group -> {
            boolean leads = ProcessHandle.of(group.pid()).isPresent();
            seen.add("leader alive: " + leads + ", command begun: " + Files.exists(mark));
        };

        place.bash("touch mark", 10);

        assertThat(seen).containsExactly("leader alive: true, command begun: false");
        assertThat(mark).exists();
    }

    @Test
    void theIntendedGroupIsThatOfTheCommand() throws Exception {
        ToolResult result = place.bash("ps -o pgid=,sid= -p $$", 10);

        long pid = place.intents.getFirst().pid();
        assertThat(result.output().strip().split(" +")).containsExactly(pid + "", pid + "");
    }

    @Test
    void aCommandWhoseIntentFailsNeverRuns() {
        List<ProcessGroup> groups = new ArrayList<>();
        place.onIntend = group -> {
            groups.add(group);
            throw new ProblemException(new Problem.Unavailable("disk full", Duration.ofSeconds(1)));
        };

        assertThatThrownBy(() -> place.bash("touch mark", 10)).isInstanceOf(ProblemException.class);
        assertThat(place.workDir.resolve("mark")).doesNotExist();
        assertThat(Processes.isAlive(groups.getFirst().pid())).isFalse();
    }

    @Test
    void commandsSeeOnlyTheScrubbedEnvironment() throws Exception {
        ToolConfig defaults = ToolConfig.DEFAULTS;
        ToolConfig config = new ToolConfig(
                Set.of("GOFLAGS"),
                defaults.outputCharsMax(),
                defaults.liveOutputCharsMax(),
                defaults.fileBytesMax(),
                defaults.commandsMax(),
                defaults.searchesMax(),
                defaults.searchTimeout(),
                defaults.searchEntriesMax());
        Map<String, String> server = Map.of(
                "PATH", "/usr/bin:/bin",
                "HOME", "/nowhere",
                "LC_TIME", "C",
                "GOFLAGS", "-v",
                "KIMI_API_KEY", "sk-hidden",
                "LD_PRELOAD", "/hidden.so",
                "SWITCHBOARD_TOKEN", "hidden");

        ToolResult result = new Workplace(directory, config, server, null).bash("env", 10);

        assertThat(result.output().lines().map(line -> line.split("=")[0]).filter(name -> !name.equals("_")))
                .containsExactlyInAnyOrder("PATH", "HOME", "LC_TIME", "GOFLAGS", "LANG", "TERM", "PWD");
        assertThat(result.output()).contains("TERM=dumb", "LANG=C.UTF-8").doesNotContain("hidden");
    }

    @Test
    void aTimeoutReturnsWhatWasPrintedSoFar() throws Exception {
        jumpWhenSaid("begun");

        ToolResult result = place.bash("echo begun; sleep 1000", 120);

        assertThat(result.ok()).isFalse();
        assertThat(result.output()).startsWith("begun\n");
        assertThat(result.message()).isEqualTo("Command killed by timeout (120s)");
        assertThat(result.brief()).isEqualTo("Killed by timeout (120s)");
    }

    @Test
    void theLastWordsOfAnEndedCommandAreHeard() throws Exception {
        jumpWhenSaid("ready");

        assertThat(place.bash("trap 'echo dying; exit 0' TERM; echo ready; sleep 1000 & wait", 120)
                        .output())
                .isEqualTo("ready\ndying\n");
    }

    @Test
    void manyLastWordsAreHeardToo() throws Exception {
        jumpWhenSaid("ready");

        assertThat(place.bash("trap 'seq 1 100000; echo dying; exit 0' TERM; echo ready; sleep 1000 & wait", 120)
                        .output())
                .endsWith("100000\ndying\n");
    }

    @Test
    void aCommandThatClosesItsOutputIsWaitedFor() throws Exception {
        assertThat(place.bash("exec >&- 2>&-; sleep 0.2; exit 7", 10).brief()).isEqualTo("Failed with exit code: 7");
    }

    @Test
    void lateOutputOfTheBackgroundIsWaitedForALittle() throws Exception {
        assertThat(place.bash("(sleep 0.02; echo late) & echo first", 10).output())
                .isEqualTo("first\nlate\n");
    }

    @Test
    void tenMegabytesAreReadToTheEnd() throws Exception {
        ToolResult result = place.bash("seq 1 1400000; echo the end", 60);

        assertThat(result.ok()).isTrue();
        assertThat(result.output())
                .startsWith("1\n2\n3\n")
                .endsWith("1400000\nthe end\n")
                .contains("characters left out");
        assertThat(result.output().length()).isBetween(45_000, 50_000);
        assertThat(result.message()).endsWith("The output is truncated.");
        assertThat(place.live.length())
                .isBetween(ToolConfig.DEFAULTS.liveOutputCharsMax(), ToolConfig.DEFAULTS.liveOutputCharsMax() + 100);
    }

    @Test
    void aLineWithoutEndIsCut() throws Exception {
        ToolResult result = place.bash("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo after", 30);

        assertThat(result.output()).isEqualTo("x".repeat(2_000) + "[...truncated]\nafter\n");
        assertThat(result.message()).endsWith("The output is truncated.");
    }

    @Test
    void noiseIsNoError() throws Exception {
        ToolResult result = place.bash("head -c 200000 /dev/urandom; printf 'a\\0b'", 30);

        assertThat(result.ok()).isTrue();
        assertThat(result.output()).endsWith("a\uFFFDb").doesNotContain("\0");
    }

    @Test
    void manyCommandsRunAtOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ToolResult>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int n = i;
                Callable<ToolResult> call = () -> place.bash("echo begin " + n + "; sleep 0.3; echo end " + n, 30);
                results.add(executor.submit(call));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(results.get(i).get().output()).isEqualTo("begin " + i + "\nend " + i + "\n");
            }
        }
        assertThat(place.intents).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void somebodyIsAskedBeforeACommandRuns() {
        Plan plan = place.plan("Bash", "command", "rm -rf build");

        assertThat(plan).isInstanceOf(Plan.Act.class);
        assertThat(((Plan.Act) plan).approval())
                .isEqualTo(new Plan.Approval("run shell command", "Run command `rm -rf build`"));
    }

    @Test
    void aCommandThatTheKernelWouldNotTakeIsRefused() throws Exception {
        assertThat(place.bash("echo " + "x".repeat(200_000), 10).message())
                .startsWith("command: 200005 bytes (expected: at most 100000");
        assertThat(place.bash("echo a\0b", 10).message()).startsWith("command: has a NUL character");
    }

    @Test
    void aWorkDirectoryThatIsGoneIsAnAnswer() throws Exception {
        Files.delete(directory);

        assertThat(place.bash("true", 10).brief()).isEqualTo("Failed to start command");
    }

    @Test
    void timeoutsHaveABound() throws Exception {
        assertThat(place.bash("true", 301).brief()).isEqualTo("Invalid arguments");
        assertThat(place.bash("true", 0).brief()).isEqualTo("Invalid arguments");
    }

    /** Lets the time of a command of two minutes be over when it has said something. */
    private void jumpWhenSaid(String word) {
        place.onOutput = text -> {
            if (text.contains(word)) {
                place.time.jump(Duration.ofSeconds(120));
            }
        };
    }
}
