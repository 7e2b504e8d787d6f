package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Recorded;
import dev.switchboard.journal.StreamId;
import dev.switchboard.time.SystemTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a commit whose sync fails is refused and stays undone for good, and the writes after it are taken. */
@Timeout(120)
class DiskFaultTest {
    private static final int EVENTS = 200;

    @TempDir
    private Path directory;

    private SyscallTrace trace;

    @BeforeEach
    void tracer() throws Exception {
        SyscallTrace.assumeAvailable();
        trace = new SyscallTrace(directory);
    }

    @Test
    void aCommitThatCannotBeSyncedIsRefusedAndTheNextOnesAreTaken() throws Exception {
        List<String> refused = appendWithFaults("60..63", false);

        assertThat(refused).isNotEmpty().hasSizeLessThan(10);
        assertThat(trace.said("acked")).hasSize(EVENTS - refused.size());
        assertThat(stored()).isEqualTo(expected(EVENTS, refused));
    }

    @Test
    void oneFaultRefusesOneCommit() throws Exception {
        List<String> refused = appendWithFaults("60", false);

        assertThat(refused).hasSize(1);
        assertThat(stored()).isEqualTo(expected(EVENTS, refused));
    }

    @Test
    void aRefusedCommitDoesNotComeBackWhenTheServerDiesRightAfterTheRefusal() throws Exception {
        List<String> refused = appendWithFaults("60", true);

        assertThat(refused).hasSize(1);
        assertThat(stored()).hasSizeGreaterThan(30).isEqualTo(expected(stored().size(), refused));
    }

    /** Returns what was refused. */
    private List<String> appendWithFaults(String syncs, boolean halting) throws Exception {
        trace.run(Appender.class, List.of("-e", "inject=fsync,fdatasync:error=EIO:when=" + syncs), 1, EVENTS, halting);
        return trace.said("refused");
    }

    private static List<String> expected(int events, List<String> refused) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            if (!refused.contains("refused traced.0." + i)) {
                texts.add("traced.0." + i);
            }
        }
        return texts;
    }

    /** What a server finds that starts on the same data, without its filler. */
    private List<String> stored() {
        StreamId stream = Appender.stream(0);
        try (SqliteStorage storage =
                SqliteStorage.open(directory.resolve("data"), StorageConfig.defaults(), new SystemTime())) {
            List<Entry> entries = storage.journal().read(stream, 0, 4_096, 1 << 22);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).seq()).isEqualTo(i + 1);
            }
            return entries.stream()
                    .map(entry -> Recorded.of(entry, TEXT).event().split(" ")[0])
                    .toList();
        }
    }
}
