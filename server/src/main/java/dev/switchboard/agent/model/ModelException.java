package dev.switchboard.agent.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model call failed. The message is for people and for the event log: it never holds a key. */
public final class ModelException extends Exception {
    private final boolean retryable;
    private final int status;
    private final transient @Nullable Duration retryAfter;

    /**
     * @param retryable whether the same call may succeed later: connection errors, timeouts, streams that broke off, empty answers, and
     *     statuses 408, 409, 429, 500, 502, 503, 504
     * @param status the HTTP status, 0 when there was none
     * @param retryAfter how long the provider asks to wait
     */
    public ModelException(String message, boolean retryable, int status, @Nullable Duration retryAfter) {
        super(message);
        this.retryable = retryable;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public boolean retryable() {
        return retryable;
    }

    public int status() {
        return status;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
