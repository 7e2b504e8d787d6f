package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.Entry;
import dev.switchboard.tx.BlockTx;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** One block's part of a commit. Used by the writer thread only. */
final class SqliteTx extends BlockTx {
    private final Database database;
    private final List<Entry> entries = new ArrayList<>(2);

    SqliteTx(Database database) {
        this.database = database;
    }

    static SqliteTx of(Tx tx) {
        return own(tx, SqliteTx.class);
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

    /** Undoes what the block did in memory. */
    void undo() {
        undos().forEach(undo -> Guarded.run("an undo of a transaction", undo));
    }
}
