package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Entry;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever waits, runs the blocks one after the other inside one transaction, each within a
 * savepoint of its own, and commits once; then it runs what was to be done after the commit, hands the events to the listeners, and
 * only then tells the callers.
 */
final class Writer implements Transactor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final String SAVEPOINT = "SAVEPOINT block";
    private static final String RELEASE = "RELEASE block";
    private static final String ROLLBACK = "ROLLBACK TO block";

    /** Writes a page and changes nothing. */
    private static final String TOUCH = "PRAGMA application_id = " + Schema.APPLICATION_ID;

    private final WriteQueue queue;
    private final StorageConfig config;
    private final Time time;
    private final Supplier<Database> connect;
    private final Runnable forget;
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private final List<StorageListener> observers = new CopyOnWriteArrayList<>();
    private final Thread thread;

    // The writer thread's own, until it has ended.
    private Database database;
    private boolean broken;

    /**
     * @param database the connection to begin with
     * @param connect opens another connection that writes
     * @param forget drops what is remembered of the streams, after something failed
     */
    Writer(StorageConfig config, Time time, Database database, Supplier<Database> connect, Runnable forget) {
        this.queue = new WriteQueue(config.queueBlocks());
        this.config = config;
        this.time = time;
        this.connect = connect;
        this.forget = forget;
        this.database = database;
        this.thread = Thread.ofPlatform().name("storage-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void onCommit(CommitListener listener) {
        listeners.add(listener);
    }

    void observe(StorageListener observer) {
        observers.add(observer);
    }

    int queued() {
        return queue.size();
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Tx, T> block) {
        refuseWriterThread();
        return Outcomes.await(submit(block));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block) {
        Pending<T> pending = new Pending<>(block);
        switch (queue.offer(pending)) {
            case TAKEN -> {}
            case FULL ->
                pending.answer.completeExceptionally(new ProblemException(new Problem.TooBusy(
                        "the storage is busy: " + config.queueBlocks() + " writes wait", Duration.ofSeconds(1))));
            case CLOSED -> pending.answer.completeExceptionally(closed());
        }
        return pending.answer;
    }

    /** For whoever waits for something that the writer would have to do: it must not be the writer that waits. */
    void refuseWriterThread() {
        if (thread.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "the writer thread waits for itself (expected: its blocks and listeners never wait)");
        }
    }

    static ProblemException closed() {
        return new ProblemException(new Problem.Unavailable("the storage is closed", Duration.ofSeconds(5)));
    }

    /** Takes no more, and returns when what waited is committed. */
    void drain() {
        refuseWriterThread();
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the connection. It is to be the last one that closes: it moves the log into the file. */
    @Override
    public void close() {
        drain();
        closeQuietly(database);
    }

    private void run() {
        List<Pending<?>> taken = queue.take(config.batchBlocks());
        while (!taken.isEmpty()) {
            batch(taken);
            taken = queue.take(config.batchBlocks());
        }
    }

    private void batch(List<Pending<?>> taken) {
        Batch batch = new Batch();
        long began = time.nanos();
        long committing;
        long committed;
        try {
            if (broken) {
                repair();
            }
            batch.begin(taken);
            committing = time.nanos();
            database.commit();
            committed = time.nanos();
        } catch (RuntimeException | Error e) {
            batch.undo();
            troubled(e);
            batch.refuse(taken, e);
            batch.tell(StorageListener::failed, began, began, began);
            return;
        }
        batch.announce();
        batch.tell(StorageListener::committed, began, committing, committed);
    }

    /** The storage failed. It is repaired at once if that can be done, and else before the next batch. */
    private void troubled(Throwable cause) {
        if (broken) {
            return;
        }
        broken = true;
        LOG.error("the storage cannot take writes", cause);
        try {
            repair();
        } catch (StorageFault e) {
            LOG.warn("the storage still cannot take writes: {}", e.reason());
        }
    }

    /**
     * Takes a fresh connection in place of the one that failed, and writes over what a failed commit may have left at the end of the
     * log: a server that starts after a crash would take it for committed. The old connection is closed only when the new one is open,
     * because the first one to open reads the log just so.
     */
    private void repair() {
        Database fresh = connect.get();
        closeQuietly(database);
        database = fresh;
        database.begin();
        database.update(TOUCH);
        database.commit();
        broken = false;
        LOG.info("the storage takes writes again");
    }

    private static void closeQuietly(Database database) {
        try {
            database.close();
        } catch (StorageFault e) {
            LOG.warn("a connection could not be closed", e);
        }
    }

    /** The blocks that share a commit. */
    private final class Batch {
        private final List<Pending<?>> blocks = new ArrayList<>();
        private final List<SqliteTx> kept = new ArrayList<>();
        private int events;
        private long chars;

        /** Opens the transaction and runs the blocks, and those that come meanwhile, as long as the batch has room. */
        void begin(List<Pending<?>> taken) {
            database.begin();
            List<Pending<?>> next = taken;
            while (!next.isEmpty()) {
                blocks.addAll(next);
                for (Pending<?> pending : next) {
                    run(pending);
                }
                int room = chars < config.batchChars() ? config.batchBlocks() - blocks.size() - events : 0;
                next = room > 0 ? queue.poll(room) : List.of();
            }
        }

        private void run(Pending<?> pending) {
            SqliteTx tx = new SqliteTx(database);
            database.update(SAVEPOINT);
            try {
                pending.run(tx);
                tx.end();
                database.update(RELEASE);
                kept.add(tx);
                for (Entry entry : tx.entries()) {
                    events++;
                    chars += entry.payload().length();
                }
            } catch (RuntimeException | Error e) {
                tx.end();
                tx.undo();
                if (e instanceof StorageFault fault && fault.trouble()) {
                    throw fault;
                }
                database.update(ROLLBACK);
                database.update(RELEASE);
                pending.fail(e);
            }
        }

        /** Announces what is durable now, and tells the callers last. */
        void announce() {
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
            for (Pending<?> pending : blocks) {
                Guarded.run("the continuation of a write", pending::complete);
            }
        }

        /** Nothing of the batch was written: undoes in memory what its blocks did there. */
        void undo() {
            for (SqliteTx tx : kept.reversed()) {
                tx.undo();
            }
            forget.run();
        }

        /** Tells every caller that nothing was written. */
        void refuse(List<Pending<?>> taken, Throwable cause) {
            ProblemException problem = new ProblemException(new Problem.Unavailable(
                    cause instanceof StorageFault fault && fault.full()
                            ? "the disk is full"
                            : "the storage cannot take writes now",
                    Duration.ofSeconds(2)));
            for (Pending<?> pending : blocks.isEmpty() ? taken : blocks) {
                pending.fail(problem);
                Guarded.run("the continuation of a write", pending::complete);
            }
        }

        void tell(
                BiConsumer<StorageListener, StorageListener.Batch> news, long began, long committing, long committed) {
            if (observers.isEmpty()) {
                return;
            }
            StorageListener.Batch seen = new StorageListener.Batch(
                    blocks.size(),
                    events,
                    chars,
                    queue.size(),
                    Duration.ofNanos(committed - committing),
                    Duration.ofNanos(time.nanos() - began));
            for (StorageListener observer : observers) {
                Guarded.run("a storage listener", () -> news.accept(observer, seen));
            }
        }
    }
}
