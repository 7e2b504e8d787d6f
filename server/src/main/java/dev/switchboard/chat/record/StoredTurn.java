package dev.switchboard.chat.record;

import dev.switchboard.runs.record.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A turn as it is kept: what a sender's name for it stands for.
 *
 * @param id what the sender called it
 * @param run the run that does its work; absent for a command that was answered at once
 * @param firstCursor its first event
 * @param stopReason what whoever stopped it said; absent while nobody has
 * @param end absent while it goes on
 */
public record StoredTurn(
        String id,
        SessionKey session,
        @Nullable RunId run,
        long firstCursor,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String stopReason,
        ChatEvent.@Nullable TurnEnded end) {

    public StoredTurn started(Instant at) {
        return new StoredTurn(id, session, run, firstCursor, createdAt, at, endedAt, stopReason, end);
    }

    public StoredTurn stopping(String reason) {
        return new StoredTurn(id, session, run, firstCursor, createdAt, startedAt, endedAt, reason, end);
    }

    public StoredTurn ended(ChatEvent.TurnEnded how, Instant at) {
        return new StoredTurn(id, session, run, firstCursor, createdAt, startedAt, at, stopReason, how);
    }
}
