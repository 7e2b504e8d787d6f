package dev.switchboard.runs;

import dev.switchboard.agent.model.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param reason why it ended as it did; absent for plain ends
 * @param modelName the provider's id of the model; empty until the run has begun
 * @param steps how many steps have begun
 * @param firstSeq the first event that is kept
 * @param lastSeq the last event so far
 * @param digest proves completeness; present once the run has ended
 */
public record Run(
        RunId id,
        SessionId session,
        RunSpec spec,
        RunStatus status,
        @Nullable String reason,
        String modelName,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int steps,
        Usage usage,
        long firstSeq,
        long lastSeq,
        int approvalsPending,
        @Nullable Digest digest) {}
