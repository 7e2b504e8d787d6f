package dev.switchboard.doors.runs;

import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for a run, and how its caller wants to hear of it.
 *
 * @param session to continue; absent for a new one
 * @param repeatable absent when the caller sent no {@code Idempotency-Key}
 */
record StartRequest(
        RunSpec spec,
        @Nullable SessionId session,
        Runs.OnBusy onBusy,
        Runs.@Nullable Idempotency repeatable,
        Listening listening) {

    /** How the caller hears of its run. */
    sealed interface Listening {

        /** Line by line, on this connection. */
        record Streamed(boolean deltas) implements Listening {}

        /** All at once, when the run has ended. */
        record Whole(boolean events) implements Listening {}

        /** Not on this connection. */
        record Elsewhere() implements Listening {}
    }
}
