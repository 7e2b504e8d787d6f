package dev.switchboard.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work that many clients do at the same time, on a virtual thread each. */
public final class AtOnce implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> begun = new ArrayList<>();

    /** What one of them does. */
    public interface Work {
        void run() throws Exception;
    }

    public void begin(Work work) {
        begun.add(threads.submit(() -> {
            work.run();
            return null;
        }));
    }

    /** Waits until all have ended, or one has failed. */
    public void await() throws InterruptedException {
        try {
            for (Future<?> each : begun) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }

    /** Interrupts those that are still at work. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
