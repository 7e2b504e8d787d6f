package dev.switchboard.storage.memory;

import dev.switchboard.journal.CommitListener;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs one block at a time, on the caller's thread. Its lock is held until the listeners have heard, so readers see commits only. */
final class MemoryTransactor implements Transactor {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    void onCommit(CommitListener listener) {
        listeners.add(listener);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Tx, T> block) {
        return locked(() -> {
            if (closed) {
                throw new ProblemException(new Problem.Unavailable("the storage is closed", Duration.ofSeconds(5)));
            }
            return commit(block);
        });
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            answer.complete(write(block));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** Reads what is committed. */
    <T extends @Nullable Object> T read(Supplier<T> query) {
        return locked(query);
    }

    void close() {
        locked(() -> closed = true);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "the writer thread waits for itself (expected: its blocks and listeners never wait)");
        }
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T commit(Function<Tx, T> block) {
        MemoryTx tx = new MemoryTx();
        T result;
        try {
            result = block.apply(tx);
        } catch (RuntimeException | Error e) {
            tx.end();
            tx.undos().forEach(Runnable::run);
            throw e;
        }
        tx.end();
        tx.actions().forEach(Runnable::run);
        if (!tx.entries().isEmpty()) {
            listeners.forEach(listener -> listener.committed(tx.entries()));
        }
        return result;
    }
}
