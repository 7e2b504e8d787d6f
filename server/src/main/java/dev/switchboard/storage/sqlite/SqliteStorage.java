package dev.switchboard.storage.sqlite;

import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.devices.DeviceStore;
import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Journal;
import dev.switchboard.lease.Leases;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import java.nio.file.Path;

/**
 * Everything that must survive, in the file {@code switchboard.db} of the data directory. One server at a time may open a directory.
 * Any thread may use what is offered here; {@link #open} wants a platform thread.
 */
public final class SqliteStorage implements AutoCloseable {
    private final DataDirectory directory;
    private final Writer writer;
    private final Readers readers;
    private final SqliteJournal journal;
    private final SqliteLeases leases;
    private final SqliteRunStore runs;
    private final SqliteChatStore chats;
    private final SqliteDeviceStore devices;

    private SqliteStorage(DataDirectory directory, StorageConfig config, Time time) {
        Path file = directory.database();
        Heads heads = new Heads(config.cachedStreams());
        this.directory = directory;
        this.writer =
                new Writer(config, time, Schema.open(file, config), () -> Database.writer(file, config), heads::clear);
        this.readers = new Readers(config, () -> Database.reader(file), writer::refuseWriterThread);
        this.journal = new SqliteJournal(heads, readers, time, config);
        this.leases = new SqliteLeases(writer, readers, time);
        this.runs = new SqliteRunStore(readers);
        this.chats = new SqliteChatStore(readers);
        this.devices = new SqliteDeviceStore(readers);
    }

    /**
     * Takes the directory, making it if need be, and brings its tables up to date.
     *
     * @throws DataDirectoryException when another server holds the directory, or it cannot be used
     */
    public static SqliteStorage open(Path dataDir, StorageConfig config, Time time) {
        DataDirectory directory = DataDirectory.take(dataDir);
        try {
            SqliteStorage storage = new SqliteStorage(directory, config, time);
            storage.writer.start();
            return storage;
        } catch (StorageFault e) {
            directory.close();
            throw new DataDirectoryException(
                    "data cannot be read: " + directory.database() + " (" + e.reason() + ")", e);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    public Transactor transactor() {
        return writer;
    }

    public Journal journal() {
        return journal;
    }

    public Leases leases() {
        return leases;
    }

    public RunStore runs() {
        return runs;
    }

    public ChatStore chats() {
        return chats;
    }

    public DeviceStore devices() {
        return devices;
    }

    /** Adds somebody who hears of committed events. Before the first write. */
    public void onCommit(CommitListener listener) {
        writer.onCommit(listener);
    }

    /** Adds somebody who watches the writer. */
    public void observe(StorageListener observer) {
        writer.observe(observer);
    }

    /** How many blocks wait for the writer. */
    public int queuedWrites() {
        return writer.queued();
    }

    /** How many reads wait for a thread. */
    public int queuedReads() {
        return readers.queued();
    }

    /** Takes no more writes, commits those that wait, and gives the directory up. */
    @Override
    public void close() {
        writer.drain();
        readers.close();
        writer.close();
        directory.close();
    }
}
