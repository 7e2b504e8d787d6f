package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Entry;
import dev.switchboard.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that share a commit: {@link #run}, then, when it has been committed, {@link #announce}, or else {@link #undo} and
 * {@link #refuse}. The writer thread's own.
 */
final class Batch {
    private static final String SAVEPOINT = "SAVEPOINT block";
    private static final String RELEASE = "RELEASE block";
    private static final String ROLLBACK = "ROLLBACK TO block";

    private final StorageConfig config;
    private final List<Pending<?>> blocks = new ArrayList<>();
    private final List<SqliteTx> kept = new ArrayList<>();
    private int events;
    private long chars;

    /**
     * @param first a block; the batch answers for it from now on
     */
    Batch(StorageConfig config, Pending<?> first) {
        this.config = config;
        blocks.add(first);
    }

    /** Runs the first block and then those that wait, also those that come meanwhile, as long as there is room. */
    void run(Database database, WriteQueue queue) {
        run(database, blocks.getFirst());
        @Nullable Pending<?> next = hasRoom() ? queue.poll() : null;
        while (next != null) {
            blocks.add(next);
            run(database, next);
            next = hasRoom() ? queue.poll() : null;
        }
    }

    /** What the storage could not take is not the fault of the block: it is thrown here, and concerns the whole batch. */
    private void run(Database database, Pending<?> block) {
        SqliteTx tx = new SqliteTx(database);
        database.update(SAVEPOINT);
        try {
            block.run(tx);
            tx.end();
            database.update(RELEASE);
            keep(tx);
        } catch (RuntimeException | Error e) {
            tx.end();
            tx.undo();
            if (e instanceof StorageFault fault && fault.trouble()) {
                throw fault;
            }
            database.update(ROLLBACK);
            database.update(RELEASE);
            block.fail(e);
        }
    }

    private void keep(SqliteTx tx) {
        kept.add(tx);
        for (Entry entry : tx.entries()) {
            events++;
            chars += entry.payload().length();
        }
    }

    private boolean hasRoom() {
        return blocks.size() < config.batchBlocks() && events < config.batchBlocks() && chars < config.batchChars();
    }

    /** Says what is durable now, and tells the callers last. */
    void announce(List<CommitListener> listeners) {
        List<Entry> entries = new ArrayList<>(events);
        for (SqliteTx tx : kept) {
            entries.addAll(tx.entries());
            for (Runnable action : tx.actions()) {
                Guarded.run("an action after a commit", action);
            }
        }
        if (!entries.isEmpty()) {
            for (CommitListener listener : listeners) {
                Guarded.run("a commit listener", () -> listener.committed(entries));
            }
        }
        complete();
    }

    /** Nothing was written: undoes in memory what the blocks did there. */
    void undo() {
        for (SqliteTx tx : kept.reversed()) {
            tx.undo();
        }
    }

    /** Tells every caller that nothing was written. */
    void refuse(ProblemException problem) {
        for (Pending<?> block : blocks) {
            block.fail(problem);
        }
        complete();
    }

    StorageListener.Batch seen(int left, Duration commit, Duration total) {
        return new StorageListener.Batch(blocks.size(), events, chars, left, commit, total);
    }

    private void complete() {
        for (Pending<?> block : blocks) {
            Guarded.run("the continuation of a write", block::complete);
        }
    }
}
