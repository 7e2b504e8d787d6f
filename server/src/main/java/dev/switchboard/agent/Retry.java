package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelException;
import dev.switchboard.time.Ids;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a model call is made and how long the agent waits between. The only layer that repeats model calls.
 *
 * @param maxAttempts all attempts together; less than 1 counts as 1
 */
record Retry(int maxAttempts, Ids ids) {
    /** A provider that asks for more patience than this is not asked again. */
    static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);

    private static final Duration MAX_DELAY = Duration.ofSeconds(5);
    private static final long FIRST_MILLIS = 300;
    private static final double JITTER_MILLIS = 500;
    private static final int MAX_DOUBLINGS = 10;

    /**
     * The wait before the next attempt; empty when there is none.
     *
     * @param attempt the one that failed, numbered from 1
     */
    Optional<Duration> delay(ModelException failure, int attempt) {
        if (!failure.retryable() || attempt >= maxAttempts || tooLong(failure)) {
            return Optional.empty();
        }
        long millis = (FIRST_MILLIS << Math.min(attempt - 1, MAX_DOUBLINGS)) + (long) (ids.fraction() * JITTER_MILLIS);
        Duration own = min(Duration.ofMillis(millis), MAX_DELAY);
        return Optional.of(
                failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own));
    }

    /** Whether the provider asks for a longer wait than a run can make. */
    static boolean tooLong(ModelException failure) {
        return failure.retryAfter()
                .filter(asked -> asked.compareTo(MAX_RETRY_AFTER) > 0)
                .isPresent();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
