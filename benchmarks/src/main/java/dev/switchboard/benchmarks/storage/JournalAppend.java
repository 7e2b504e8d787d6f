package dev.switchboard.benchmarks.storage;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.storage.sqlite.SqliteStorage;
import dev.switchboard.storage.sqlite.StorageConfig;
import dev.switchboard.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** Durable appends through the transactor: each caller waits until its event is on the disk, and then has the next. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class JournalAppend {
    @Param("300")
    private int size;

    private Path dir = Path.of("");
    private String payload = "";
    private @Nullable SqliteStorage storage;

    /** The stream of one writer. */
    @State(Scope.Thread)
    public static class Writer {
        private StreamId stream = new StreamId("bench", "0");

        @Setup
        public void name(ThreadParams threads) {
            stream = new StreamId("bench", Integer.toString(threads.getThreadIndex()));
        }
    }

    @Setup
    public void open() throws IOException {
        dir = Directories.make();
        payload = Text.payload(size);
        storage = SqliteStorage.open(dir, StorageConfig.defaults(), new SystemTime());
    }

    @Benchmark
    public Entry append(Writer writer) {
        SqliteStorage open = opened();
        return open.transactor().write(tx -> open.journal().append(tx, writer.stream, Text.CODEC, payload));
    }

    @TearDown
    public void close() throws IOException {
        opened().close();
        Directories.delete(dir);
    }

    private SqliteStorage opened() {
        if (storage == null) {
            throw new IllegalStateException("the storage is not open");
        }
        return storage;
    }
}
