package dev.switchboard.runs.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody is asked whether a tool may do something.
 *
 * @param sender name of the tool
 * @param action kind of deed; an approval for the session covers it
 * @param description this deed
 * @param by who decided: {@code operator}, {@code local}, {@code agent:<id>}, {@code deadline} or {@code cancel}; absent while pending
 */
public record Approval(
        String id,
        RunId run,
        String callId,
        String sender,
        String action,
        String description,
        Status status,
        @Nullable Decision decision,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String by,
        @Nullable String feedback) {

    /** Where it is in its life: {@code PENDING →} one of the others. */
    public enum Status {
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED
    }

    /** What can be answered. */
    public enum Decision {
        APPROVE,
        APPROVE_FOR_SESSION,
        REJECT
    }
}
