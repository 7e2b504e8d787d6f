package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a write has returned only after a sync of its own, and writers that wait together pay one sync together. */
@Timeout(120)
class FsyncTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void tracer() throws Exception {
        SyscallTrace.assumeAvailable();
    }

    @Test
    void eachCommitOfALoneWriterSyncsTheLogOnce() throws Exception {
        SyscallTrace trace = new SyscallTrace(directory);
        trace.run(Appender.class, List.of(), 1, 300, false);

        assertThat(trace.said("acked")).hasSize(300);
        // The log's first frame may sync its header too; so little makes no checkpoint, which would sync the file.
        assertThat(trace.syncs("switchboard.db-wal")).isBetween(300L, 302L);
        assertThat(trace.syncs("switchboard.db")).isZero();
    }

    @Test
    void writersThatWaitTogetherShareASync() throws Exception {
        SyscallTrace trace = new SyscallTrace(directory);
        trace.run(CrowdAppender.class, List.of(), 256, 20, false);

        assertThat(trace.said("acked")).hasSize(5_120);
        // Each crowd may be caught in two halves: those who came before the writer looked, and the rest.
        assertThat(trace.syncs("switchboard.db-wal")).isBetween(20L, 42L);
    }
}
