package dev.switchboard.agent.tool.builtin;

import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Runs searches of this process, each on a platform thread: they compute for seconds, and on a virtual thread would keep everybody else
 * from its carrier. Their number is bounded; who comes later waits in turn. Any thread may use it.
 */
final class Searches {
    /** Regular expressions recurse over what they match. */
    private static final long STACK_BYTES = 16 << 20;

    private final Semaphore slots;
    private final Time time;
    private final Duration timeout;

    Searches(ToolConfig config, Time time) {
        this.slots = new Semaphore(config.searchesMax(), true);
        this.time = time;
        this.timeout = config.searchTimeout();
    }

    /** A search that looks at its bound wherever it can take long. */
    interface Search<T> {
        T run(SearchBound bound) throws Exception;
    }

    /**
     * Runs the search and waits for it.
     *
     * @throws InterruptedException when interrupted; the search has ended by then
     */
    <T> T run(Search<T> search) throws InterruptedException {
        slots.acquire();
        try {
            FutureTask<T> task = new FutureTask<>(
                    (Callable<T>) () -> search.run(new SearchBound(time, time.nanos() + timeout.toNanos())));
            Thread thread = Thread.ofPlatform()
                    .name("search")
                    .daemon()
                    .stackSize(STACK_BYTES)
                    .start(task);
            return await(task, thread);
        } finally {
            slots.release();
        }
    }

    private static <T> T await(FutureTask<T> task, Thread thread) throws InterruptedException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join(); // It looks at its bound all the time.
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException("a search failed", e.getCause());
        }
    }
}
