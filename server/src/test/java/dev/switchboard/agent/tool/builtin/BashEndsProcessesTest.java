package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a command starts has ended when its call returns. */
@Timeout(60)
class BashEndsProcessesTest {
    /** Each leaves the pid of a process that would outlive the test in the file {@code pid}. */
    private static final String CHILD = "sleep 1000 & echo $! >pid; wait";

    private static final String GRANDCHILD = "sh -c 'sh -c \"sleep 1000 & echo \\$! >pid; wait\"; true'; true";
    private static final String DEAF =
            "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ >pid; while :; do sleep 1; done'; true";
    private static final String OWN_GROUP = "bash -c 'set -m; sleep 1000 & echo $! >pid; wait'; true";
    private static final String ORPHANED_GROUP = "bash -c 'set -m; sleep 1000 & echo $! >pid'; sleep 1000; true";
    private static final String OWN_SESSION = "setsid sleep 1000 & echo $! >pid; wait";

    private static final String OWN_SESSION_BEGUN =
            "setsid sh -c 'echo $$ >pid; exec sleep 1000' %s & while [ ! -s pid ]; do sleep 0.01; done; ";

    @TempDir
    Path directory;

    private Workplace place;
    private Path pid;

    @BeforeEach
    void open() {
        place = new Workplace(directory);
        pid = place.workDir.resolve("pid");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHILD, GRANDCHILD, DEAF, OWN_GROUP, ORPHANED_GROUP, OWN_SESSION})
    void aTimeoutEndsTheWholeTree(String command) throws Exception {
        assumeThatItIsHere(command.split(" ")[0]);
        AtomicReference<ToolResult> result = new AtomicReference<>();
        Thread call = Thread.ofVirtual().start(() -> {
            try {
                result.set(place.bash(command, 120));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Workplace.await("the command runs", () -> pid.toFile().length() > 0);

        place.time.jump(Duration.ofSeconds(120));
        call.join();

        assertThat(result.get().brief()).isEqualTo("Killed by timeout (120s)");
        assertThat(Processes.isAlive(pid)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHILD, GRANDCHILD, DEAF, OWN_GROUP, ORPHANED_GROUP, OWN_SESSION})
    void aCancelEndsTheWholeTree(String command) throws Exception {
        assumeThatItIsHere(command.split(" ")[0]);
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread call = Thread.ofVirtual().start(() -> {
            try {
                outcome.set(place.bash(command, 300));
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        Workplace.await("the command runs", () -> pid.toFile().length() > 0);

        call.interrupt();
        call.join();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(Processes.isAlive(pid)).isFalse();
        assertThat(Processes.isAlive(place.intents.getFirst().pid())).isFalse();
    }

    @Test
    void aCancelInTheMiddleOfAFloodIsHeard() throws Exception {
        CountDownLatch flowing = new CountDownLatch(1);
        place.onOutput = text -> flowing.countDown();
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread call = Thread.ofVirtual().start(() -> {
            try {
                outcome.set(place.bash("echo $$ >pid; exec yes", 300));
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        flowing.await();

        call.interrupt();
        call.join();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(Processes.isAlive(pid)).isFalse();
    }

    @Test
    void whoWaitsForASlotCanBeCancelled() throws Exception {
        ToolConfig one = new ToolConfig(Set.of(), 50_000, 50_000, 1000, 1, 1, Duration.ofSeconds(1), 1000);
        Workplace narrow = new Workplace(directory, one, System.getenv(), null);
        CountDownLatch first = new CountDownLatch(1);
        narrow.onIntend = group -> first.countDown();
        Thread holder = Thread.ofVirtual().start(() -> {
            try {
                narrow.bash("sleep 1000", 300);
            } catch (InterruptedException e) {
                // It was cancelled, as it should be.
            }
        });
        first.await();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                narrow.bash("touch never", 300);
            } catch (InterruptedException e) {
                // It was cancelled, as it should be.
            }
        });

        waiting.interrupt();
        waiting.join();
        holder.interrupt();
        holder.join();

        assertThat(narrow.workDir.resolve("never")).doesNotExist();
        assertThat(narrow.bash("echo free again", 10).output()).isEqualTo("free again\n");
    }

    @Test
    void theBackgroundEndsWithItsCommand() throws Exception {
        ToolResult result = place.bash("sleep 1000 & echo $! >pid; echo done", 60);

        assertThat(result.ok()).isTrue();
        assertThat(result.output()).isEqualTo("done\n");
        assertThat(result.message())
                .isEqualTo("Command finished with exit code 0. Processes that it left in the background were ended.");
        assertThat(Processes.isAlive(pid)).isFalse();
    }

    @Test
    void theBackgroundThatLetGoOfTheOutputEndsWithItsCommand() throws Exception {
        ToolResult result = place.bash("sleep 1000 >/dev/null 2>&1 & echo $! >pid; exit 4", 60);

        assertThat(result.brief()).isEqualTo("Failed with exit code: 4");
        long left = Processes.pid(pid);
        Workplace.await("the background has ended", () -> !Processes.isAlive(left));
    }

    @Test
    void aSessionOfItsOwnIsLeftRunning() throws Exception {
        ToolResult result = place.bash(OWN_SESSION_BEGUN.formatted(">/dev/null 2>&1") + "echo done", 60);

        assertThat(result.ok()).isTrue();
        assertThat(Processes.isAlive(pid)).isTrue();
        ProcessHandle.of(Processes.pid(pid)).orElseThrow().destroyForcibly();
    }

    @Test
    void aSessionOfItsOwnThatHoldsTheOutputDoesNotHoldTheCall() throws Exception {
        ToolResult result = place.bash(OWN_SESSION_BEGUN.formatted("") + "echo done", 60);

        assertThat(result.output()).isEqualTo("done\n");
        ProcessHandle.of(Processes.pid(pid)).orElseThrow().destroyForcibly();
    }

    @Test
    void aCommandMayKillItsOwnGroup() throws Exception {
        assertThat(place.bash("echo before; kill -KILL 0", 60).brief()).isEqualTo("Failed with exit code: 137");
    }

    @Test
    void aCommandThatKillsItsLeaderEndsWithIt() throws Exception {
        ToolResult result = place.bash("echo $$ >pid; kill -KILL $(ps -o pgid= -p $$); sleep 1000", 60);

        assertThat(result.ok()).isFalse();
        assertThat(Processes.isAlive(pid)).isFalse();
    }

    /** Only bash can make groups without a terminal. */
    private static void assumeThatItIsHere(String program) {
        assumeTrue(
                !program.equals("bash") || Files.isExecutable(Path.of("/bin/bash")), "this machine has no /bin/bash");
    }
}
