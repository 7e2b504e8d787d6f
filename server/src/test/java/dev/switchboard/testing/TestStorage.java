package dev.switchboard.testing;

import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.devices.DeviceStore;
import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Journal;
import dev.switchboard.lease.Leases;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.storage.memory.MemoryStorage;
import dev.switchboard.storage.sqlite.SqliteStorage;
import dev.switchboard.storage.sqlite.StorageConfig;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The seams of one storage, whichever it is. */
public record TestStorage(
        Transactor transactor,
        Journal journal,
        Leases leases,
        RunStore runs,
        ChatStore chats,
        DeviceStore devices,
        Consumer<CommitListener> listeners,
        Runnable closing)
        implements AutoCloseable {

    public static TestStorage memory(Time time) {
        MemoryStorage storage = new MemoryStorage(time);
        return new TestStorage(
                storage.transactor(),
                storage.journal(),
                storage.leases(),
                storage.runs(),
                storage.chats(),
                storage.devices(),
                storage::onCommit,
                storage::close);
    }

    public static TestStorage sqlite(Path directory, Time time) {
        return of(SqliteStorage.open(directory, StorageConfig.defaults(), time));
    }

    public static TestStorage of(SqliteStorage storage) {
        return new TestStorage(
                storage.transactor(),
                storage.journal(),
                storage.leases(),
                storage.runs(),
                storage.chats(),
                storage.devices(),
                storage::onCommit,
                storage::close);
    }

    public void onCommit(CommitListener listener) {
        listeners.accept(listener);
    }

    @Override
    public void close() {
        closing.run();
    }
}
