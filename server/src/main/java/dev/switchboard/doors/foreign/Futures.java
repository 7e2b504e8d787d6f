package dev.switchboard.doors.foreign;

import dev.switchboard.doors.link.GatewayException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for what a future brings. */
final class Futures {
    private Futures() {}

    /** Waits as long as it takes; futures given here fail with {@link GatewayException}s only. */
    static <T> T get(CompletableFuture<T> future) throws GatewayException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GatewayException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
