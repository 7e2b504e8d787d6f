package dev.switchboard.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.tool.builtin.Processes;
import dev.switchboard.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessGroupsTest {
    private final ProcessGroups groups = new ProcessGroups(new SystemTime());
    private Process leader;
    private ProcessGroup group;

    /** A leader that says when its child runs. */
    @BeforeEach
    void startGroup() throws IOException {
        leader = new ProcessBuilder("setsid", "sh", "-c", "sleep 1000 & echo $!; wait").start();
        group = groups.ledBy(leader.pid()).orElseThrow();
    }

    @AfterEach
    void killGroup() {
        leader.descendants().forEach(ProcessHandle::destroyForcibly);
        leader.destroyForcibly();
    }

    @Test
    void aGroupIsEndedWithAllItsMembers() throws Exception {
        long child = child();

        assertThat(groups.end(group)).isTrue();

        assertThat(Processes.isAlive(child)).isFalse();
        assertThat(Processes.isAlive(group.pid())).isFalse();
    }

    @Test
    void aPidThatBelongsToAnotherProcessIsLeftAlone() throws Exception {
        long child = child();

        assertThat(groups.end(new ProcessGroup(group.pid(), group.startTicks() - 1)))
                .isFalse();

        assertThat(Processes.isAlive(group.pid())).isTrue();
        assertThat(Processes.isAlive(child)).isTrue();
    }

    @Test
    void aGroupWhoseLeaderHasEndedIsNotThere() throws Exception {
        groups.end(group);

        assertThat(groups.end(group)).isFalse();
        assertThat(groups.ledBy(group.pid())).isEqualTo(Optional.empty());
    }

    @Test
    void anInterruptDoesNotCutTheEndShort() throws Exception {
        long child = child();

        Thread.currentThread().interrupt();
        groups.end(group);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Processes.isAlive(child)).isFalse();
    }

    @Test
    void nothingIsEverSentToInitOrToEverybody() {
        for (long pid : new long[] {1, 0, -1, -2, 1L << 32}) {
            assertThatThrownBy(() -> Signal.KILL.toGroup(pid)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Signal.KILL.toProcess(pid)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private long child() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream said = leader.getInputStream();
        for (int each = said.read(); each != '\n'; each = said.read()) {
            line.append((char) each);
        }
        return Long.parseLong(line.toString());
    }
}
