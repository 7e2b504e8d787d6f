package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.Entry;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** One block's part of a commit. Used by the writer thread only. */
final class SqliteTx implements Tx {
    private final Database database;
    private final Thread writer;
    private final List<Runnable> undos = new ArrayList<>(2);
    private final List<Runnable> actions = new ArrayList<>(2);
    private final List<Entry> entries = new ArrayList<>(2);
    private boolean open = true;

    SqliteTx(Database database) {
        this.database = database;
        this.writer = Thread.currentThread();
    }

    /** The transaction that a store was handed; refuses one of another storage, of another thread, and one that is over. */
    static SqliteTx of(Tx tx) {
        if (!(tx instanceof SqliteTx own)) {
            throw new IllegalArgumentException("tx: " + tx.getClass().getName() + " (expected: one of this storage)");
        }
        own.requireOpen();
        return own;
    }

    Database database() {
        requireOpen();
        return database;
    }

    /** Notes an event of this transaction, to be handed to the listeners when it has committed. */
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

    /** Undoes what the block did in memory, last things first. */
    void undo() {
        for (Runnable undo : undos.reversed()) {
            Guarded.run("an undo of a transaction", undo);
        }
    }

    private void requireOpen() {
        if (!open || !writer.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "tx used outside its block (expected: on its thread, before the block returns)");
        }
    }
}
