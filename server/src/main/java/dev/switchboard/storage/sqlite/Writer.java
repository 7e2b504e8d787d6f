package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.CommitListener;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
        try {
            while (queue.await()) {
                commit();
            }
        } finally {
            // Nobody is left waiting, even if this thread ends by a bug.
            queue.close();
            for (Pending<?> pending = queue.poll(); pending != null; pending = queue.poll()) {
                pending.fail(closed());
                pending.complete();
            }
        }
    }

    private void commit() {
        Batch batch = new Batch(config, Objects.requireNonNull(queue.poll()));
        long began = time.nanos();
        long committing;
        long committed;
        try {
            if (broken) {
                repair();
            }
            database.begin();
            batch.run(database, queue);
            committing = time.nanos();
            database.commit();
            committed = time.nanos();
        } catch (RuntimeException | Error e) {
            batch.undo();
            forget.run();
            troubled(e);
            batch.refuse(refusal(e));
            observe(StorageListener::failed, batch, Duration.ZERO, began);
            return;
        }
        batch.announce(listeners);
        observe(StorageListener::committed, batch, Duration.ofNanos(committed - committing), began);
    }

    private void observe(
            BiConsumer<StorageListener, StorageListener.Batch> news, Batch batch, Duration commit, long began) {
        if (!observers.isEmpty()) {
            StorageListener.Batch seen = batch.seen(queue.size(), commit, Duration.ofNanos(time.nanos() - began));
            for (StorageListener observer : observers) {
                Guarded.run("a storage listener", () -> news.accept(observer, seen));
            }
        }
    }

    private static ProblemException refusal(Throwable cause) {
        String detail = cause instanceof StorageFault fault && fault.full()
                ? "the disk is full"
                : "the storage cannot take writes now";
        return new ProblemException(new Problem.Unavailable(detail, Duration.ofSeconds(2)));
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
        } catch (RuntimeException e) {
            LOG.warn("the storage still cannot take writes: {}", e.getMessage());
        }
    }

    /**
     * Takes a fresh connection in place of the one that failed, and writes over what a failed commit may have left at the end of the
     * log: a server that starts after a crash would take it for committed. The old connection is closed only when the new one is open,
     * because the first one to open reads the log just so.
     */
    private void repair() {
        database.rollback();
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
}
