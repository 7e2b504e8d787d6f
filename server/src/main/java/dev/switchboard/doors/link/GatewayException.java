package dev.switchboard.doors.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A gateway cannot be reached, does not answer or says no. Its message is fit for people and holds no secret. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final @Nullable String code;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /**
     * @param code the gateway's own code, such as {@code INVALID_REQUEST}; absent when it said nothing
     */
    public GatewayException(
            Kind kind, String message, @Nullable String code, boolean retryable, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public @Nullable String code() {
        return code;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** What went wrong. */
    public enum Kind {
        /** Nothing answers at the address, or the connection broke. */
        UNREACHABLE,
        /** It did not answer in time. */
        TIMEOUT,
        /** It does not accept our credentials, role or device. */
        REFUSED,
        /** It understood and says that the request is wrong. */
        INVALID,
        /** It cannot do it now. */
        BUSY
    }
}
