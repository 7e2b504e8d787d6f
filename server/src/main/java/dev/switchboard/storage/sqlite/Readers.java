package dev.switchboard.storage.sqlite;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few platform threads that read, each with a connection of its own. Any thread but the writer's may ask; it waits for the answer
 * without being cut short by an interrupt.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private final Supplier<Database> connect;
    private final Runnable refuseCaller;
    private final ThreadPoolExecutor threads;
    private final BlockingQueue<Database> idle;
    private final int queue;

    /**
     * @param connect opens a connection that reads
     * @param refuseCaller throws on a thread that must not wait
     */
    Readers(StorageConfig config, Supplier<Database> connect, Runnable refuseCaller) {
        this.connect = connect;
        this.refuseCaller = refuseCaller;
        this.idle = new ArrayBlockingQueue<>(config.readers());
        this.queue = config.readQueue();
        this.threads = new ThreadPoolExecutor(
                config.readers(),
                config.readers(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                Thread.ofPlatform().name("storage-reader-", 1).factory());
    }

    /** Runs the query on a reader's thread and waits for what it finds. */
    <T extends @Nullable Object> T read(Function<Database, T> query) {
        refuseCaller.run();
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(query, answer));
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? Writer.closed()
                    : new ProblemException(new Problem.TooBusy(
                            "the storage is busy: " + queue + " reads wait", Duration.ofSeconds(1)));
        }
        return Outcomes.await(answer);
    }

    /** How many reads wait for a thread. */
    int queued() {
        return threads.getQueue().size();
    }

    /** Answers what was asked before, then closes the connections. */
    @Override
    public void close() {
        threads.close();
        List<Database> connections = new ArrayList<>();
        idle.drainTo(connections);
        connections.forEach(Readers::closeQuietly);
    }

    private <T extends @Nullable Object> void answer(Function<Database, T> query, CompletableFuture<T> answer) {
        Database database = null;
        try {
            database = idle.poll();
            if (database == null) {
                database = connect.get();
            }
            T found = query.apply(database);
            idle.add(database);
            answer.complete(found);
        } catch (StorageFault e) {
            LOG.error("the storage cannot be read", e);
            if (database != null) {
                closeQuietly(database);
            }
            answer.completeExceptionally(new ProblemException(
                    new Problem.Unavailable("the storage cannot be read now", Duration.ofSeconds(2))));
        } catch (RuntimeException | Error e) {
            if (database != null) {
                closeQuietly(database);
            }
            answer.completeExceptionally(e);
        }
    }

    private static void closeQuietly(Database database) {
        try {
            database.close();
        } catch (StorageFault e) {
            LOG.warn("a connection could not be closed", e);
        }
    }
}
