package dev.switchboard.storage.sqlite;

import dev.switchboard.tx.Tx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A block that waits for the writer, and then for its commit. */
final class Pending<T extends @Nullable Object> {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Function<Tx, T> block;
    private @Nullable Runnable completion;

    Pending(Function<Tx, T> block) {
        this.block = block;
    }

    /** Runs the block and keeps what it returned. */
    void run(Tx tx) {
        T result = block.apply(tx);
        completion = () -> answer.complete(result);
    }

    /** Says what the caller will be told in place of a result. */
    void fail(Throwable cause) {
        completion = () -> answer.completeExceptionally(cause);
    }

    /** Tells the caller. */
    void complete() {
        if (completion != null) {
            completion.run();
        }
    }
}
