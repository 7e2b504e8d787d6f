package dev.switchboard.storage.memory;

import dev.switchboard.journal.Entry;
import dev.switchboard.tx.BlockTx;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** One block's transaction: what it changed in place, and how to change it back. */
final class MemoryTx extends BlockTx {
    private final List<Entry> entries = new ArrayList<>();

    static MemoryTx of(Tx tx) {
        return own(tx, MemoryTx.class);
    }

    void appended(Entry entry) {
        entries.add(entry);
    }

    List<Entry> entries() {
        return entries;
    }
}
