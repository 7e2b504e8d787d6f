package dev.switchboard.storage.memory;

import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.devices.DeviceStore;
import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Journal;
import dev.switchboard.lease.Leases;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;

/** Everything in memory. Nothing is bounded and nothing survives. Any thread may use what is offered here. */
public final class MemoryStorage implements AutoCloseable {
    private final MemoryTransactor transactor = new MemoryTransactor();
    private final MemoryJournal journal;
    private final MemoryLeases leases;
    private final MemoryRunStore runs;
    private final MemoryChatStore chats;
    private final MemoryDeviceStore devices;

    public MemoryStorage(Time time) {
        this.journal = new MemoryJournal(transactor, time);
        this.leases = new MemoryLeases(transactor, time);
        this.runs = new MemoryRunStore(transactor, journal);
        this.chats = new MemoryChatStore(transactor, journal);
        this.devices = new MemoryDeviceStore(transactor);
    }

    public Transactor transactor() {
        return transactor;
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
        transactor.onCommit(listener);
    }

    /** Takes no more writes. */
    @Override
    public void close() {
        transactor.close();
    }
}
