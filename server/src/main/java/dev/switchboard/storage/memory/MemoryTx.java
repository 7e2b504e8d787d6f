package dev.switchboard.storage.memory;

import dev.switchboard.journal.Entry;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** One block's transaction: what it changed in place, and how to change it back. */
final class MemoryTx implements Tx {
    private final Thread thread = Thread.currentThread();
    private final List<Runnable> undos = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private boolean open = true;

    /** The transaction that a store was handed; refuses one of another storage, of another thread, and one that is over. */
    static MemoryTx of(Tx tx) {
        if (!(tx instanceof MemoryTx own)) {
            throw new IllegalArgumentException("tx: " + tx.getClass().getName() + " (expected: one of this storage)");
        }
        own.requireOpen();
        return own;
    }

    void appended(Entry entry) {
        entries.add(entry);
    }

    List<Entry> entries() {
        return entries;
    }

    List<Runnable> actions() {
        return actions;
    }

    @Override
    public void onRollback(Runnable undo) {
        requireOpen();
        undos.add(undo);
    }

    @Override
    public void afterCommit(Runnable action) {
        requireOpen();
        actions.add(action);
    }

    /** The block has returned: nobody may use this any more. */
    void end() {
        open = false;
    }

    /** Undoes what the block did, last things first. */
    void undo() {
        undos.reversed().forEach(Runnable::run);
    }

    private void requireOpen() {
        if (!open || !thread.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "tx used outside its block (expected: on its thread, before the block returns)");
        }
    }
}
