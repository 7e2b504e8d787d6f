package dev.switchboard.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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
import org.sqlite.SQLiteConfig;

/**
 * The peer of {@link JournalAppend}: the same rows in the same table with the same settings, by the driver as it comes, each insert a
 * transaction of its own. The writers take turns at one connection with a kept statement. A connection for each would be slower: they would
 * find the file locked and sleep.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class PlainInsert {
    @Param("300")
    private int size;

    /** Fair, because JMH adds up the rates of the threads, and one that never had its turn would make nonsense of the sum. */
    private final Lock turn = new ReentrantLock(true);

    private Path dir = Path.of("");
    private String payload = "";
    private @Nullable Connection connection;
    private @Nullable PreparedStatement insert;

    /** The stream of one writer. */
    @State(Scope.Thread)
    public static class Writer {
        private int stream;
        private long last;

        @Setup
        public void name(ThreadParams threads) {
            stream = threads.getThreadIndex();
        }
    }

    @Setup
    public void open() throws IOException, SQLException {
        dir = Directories.make();
        payload = Text.payload(size);
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setBusyTimeout(10_000);
        settings.enforceForeignKeys(true);
        settings.setCacheSize(-65_536);
        settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
        settings.setJournalSizeLimit(64 << 20);
        settings.setGetGeneratedKeys(false);
        Connection opened = settings.createConnection("jdbc:sqlite:" + dir.resolve("plain.db"));
        try (Statement statement = opened.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 4000");
            statement.execute(
                    "CREATE TABLE events (pos INTEGER PRIMARY KEY, stream INTEGER NOT NULL, seq INTEGER NOT NULL,"
                            + " at INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, payload TEXT NOT NULL,"
                            + " UNIQUE (stream, seq))");
        }
        connection = opened;
        insert = opened.prepareStatement(
                "INSERT INTO events (stream, seq, at, type, version, payload) VALUES (?, ?, ?, ?, ?, ?)");
    }

    @Benchmark
    public int insert(Writer writer) throws SQLException {
        turn.lock();
        try {
            PreparedStatement row = insert;
            if (row == null) {
                throw new IllegalStateException("the file is not open");
            }
            row.setInt(1, writer.stream);
            row.setLong(2, ++writer.last);
            row.setLong(3, System.currentTimeMillis());
            row.setString(4, "text");
            row.setInt(5, 1);
            row.setString(6, payload);
            return row.executeUpdate();
        } finally {
            turn.unlock();
        }
    }

    @TearDown
    public void close() throws IOException, SQLException {
        if (connection != null) {
            connection.close();
        }
        Directories.delete(dir);
    }
}
