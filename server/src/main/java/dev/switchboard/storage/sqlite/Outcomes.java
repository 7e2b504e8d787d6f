package dev.switchboard.storage.sqlite;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waits for the answer of a storage thread. */
final class Outcomes {
    private Outcomes() {}

    /** Returns or throws what the other thread did. An interrupt does not cut the wait short; the flag stays set. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
