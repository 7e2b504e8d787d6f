package dev.switchboard.tx;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commits groups of writes. All blocks run one after the other on the writer thread; several of them may share one commit and its
 * fsync, but each block's writes are kept or undone as a whole.
 */
public interface Transactor {

    /**
     * Runs the block on the writer thread and returns its result after the commit. The wait is not cut short by an interrupt; the flag
     * stays set. A block reads and writes through this {@link Tx} only: no waiting, no I/O. What a block throws undoes its writes and is
     * thrown here.
     *
     * @throws dev.switchboard.problem.ProblemException {@code TooBusy} when the writer's queue is full, {@code Unavailable} when the
     *     storage cannot take the write (a full disk, an I/O error, a closed server); nothing was written then
     */
    <T extends @Nullable Object> T write(Function<Tx, T> block);

    /** As {@link #write}, without waiting: the future completes after the commit, on the writer thread. */
    <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block);
}
