package dev.switchboard.benchmarks.storage;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.storage.sqlite.SqliteStorage;
import dev.switchboard.storage.sqlite.StorageConfig;
import dev.switchboard.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads a stream page by page, as a follower that has fallen behind does; events a second, over and over the whole stream. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class JournalReplay {
    private static final int PAGE = 512;
    private static final int PAGE_CHARS = 256 * 1024;
    private static final StreamId STREAM = new StreamId("bench", "0");

    @Param("100000")
    private int size;

    private Path dir = Path.of("");
    private @Nullable SqliteStorage storage;
    private long position;

    @Setup
    public void fill() throws IOException {
        dir = Directories.make();
        SqliteStorage opened = SqliteStorage.open(dir, StorageConfig.defaults(), new SystemTime());
        String payload = Text.payload(100);
        int pages = size / PAGE;
        for (int page = 0; page < pages; page++) {
            opened.transactor().write(tx -> {
                for (int i = 0; i < PAGE; i++) {
                    opened.journal().append(tx, STREAM, Text.CODEC, payload);
                }
                return pages;
            });
        }
        storage = opened;
    }

    @Benchmark
    @OperationsPerInvocation(PAGE)
    public List<Entry> pages() {
        if (storage == null) {
            throw new IllegalStateException("the storage is not open");
        }
        List<Entry> page = storage.journal().read(STREAM, position, PAGE, PAGE_CHARS);
        if (page.size() < PAGE) {
            position = 0;
            return storage.journal().read(STREAM, position, PAGE, PAGE_CHARS);
        }
        position = page.getLast().seq();
        return page;
    }

    @TearDown
    public void close() throws IOException {
        if (storage != null) {
            storage.close();
        }
        Directories.delete(dir);
    }
}
