package dev.switchboard.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * One connection and the statements that were prepared on it; each text is prepared once, so texts are constants. One thread at a time
 * uses it, and never a virtual one: the native call would keep its carrier.
 *
 * <p>Values are strings, numbers, booleans (0 or 1), instants (milliseconds) and enum constants (their names), or null.
 */
final class Database implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final int WRITER_CACHE_KIB = 65_536;

    /** Small, because every commit empties the readers' caches; the operating system keeps the pages. */
    private static final int READER_CACHE_KIB = 4_096;

    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private @Nullable StorageFault trouble;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** The connection that writes. No transaction is open on it. */
    static Database writer(Path file, StorageConfig config) {
        SQLiteConfig settings = settings(WRITER_CACHE_KIB);
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        settings.setJournalSizeLimit(64 << 20);
        Database database = open(file, settings);
        try {
            database.prepareToWrite(config);
        } catch (StorageFault e) {
            database.close();
            throw e;
        }
        return database;
    }

    /** A connection that reads what is committed. */
    static Database reader(Path file) {
        SQLiteConfig settings = settings(READER_CACHE_KIB);
        settings.setReadOnly(true);
        return open(file, settings);
    }

    void begin() {
        update(BEGIN);
    }

    /** Commits, unless a statement met with trouble that its caller kept quiet about. */
    void commit() {
        if (trouble != null) {
            throw trouble;
        }
        update(COMMIT);
    }

    /** Undoes what is not committed. A connection in trouble may have done so already, or be beyond it. */
    void rollback() {
        try {
            update(ROLLBACK);
        } catch (StorageFault e) {
            // It is about to be closed, which rolls back too.
        }
    }

    /** Runs a statement and returns how many rows it changed. */
    int update(String sql, @Nullable Object... values) {
        return run(() -> {
            PreparedStatement statement = statement(sql);
            bind(statement, values);
            return statement.executeUpdate();
        });
    }

    /** Runs statements that are separated by semicolons. */
    void script(String sql) {
        run(() -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    <T> List<T> list(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
        List<T> found = new ArrayList<>();
        each(sql, row -> found.add(mapper.map(row)), values);
        return found;
    }

    <T> Optional<T> first(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
        return run(() -> {
            PreparedStatement statement = statement(sql);
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                return row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
            }
        });
    }

    /** Hands over row by row. */
    void each(String sql, Row.Taker taker, @Nullable Object... values) {
        run(() -> {
            PreparedStatement statement = statement(sql);
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                boolean more = true;
                while (more && row.next()) {
                    more = taker.take(row);
                }
            }
            return null;
        });
    }

    /** Closes the connection; what was not committed is undone. */
    @Override
    public void close() {
        run(() -> {
            connection.close();
            return null;
        });
    }

    private void prepareToWrite(StorageConfig config) {
        run(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_autocheckpoint = 4000");
                if (config.fileBytes() > 0) {
                    statement.execute("PRAGMA max_page_count = " + config.fileBytes() / PAGE_BYTES);
                }
            }
            // Ends the driver's own transactions, which would hold the write lock between ours.
            connection.setAutoCommit(false);
            return statement(COMMIT).execute();
        });
    }

    private static SQLiteConfig settings(int cacheKib) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        settings.enforceForeignKeys(true);
        settings.setCacheSize(-cacheKib);
        settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
        settings.setGetGeneratedKeys(false);
        return settings;
    }

    private static Database open(Path file, SQLiteConfig settings) {
        refuseVirtual();
        try {
            return new Database(settings.createConnection("jdbc:sqlite:" + file));
        } catch (SQLException e) {
            throw new StorageFault(e);
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof String text) {
                statement.setString(i + 1, text);
            } else if (value instanceof Instant instant) {
                statement.setLong(i + 1, instant.toEpochMilli());
            } else if (value instanceof Enum<?> constant) {
                statement.setString(i + 1, constant.name());
            } else if (value instanceof Boolean flag) {
                statement.setInt(i + 1, flag ? 1 : 0);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    private <T extends @Nullable Object> T run(Work<T> work) {
        refuseVirtual();
        try {
            return work.run();
        } catch (SQLException e) {
            StorageFault fault = new StorageFault(e);
            if (fault.trouble()) {
                trouble = fault;
            }
            throw fault;
        }
    }

    private static void refuseVirtual() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("SQLite on a virtual thread (expected: a storage thread)");
        }
    }

    private interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }
}
