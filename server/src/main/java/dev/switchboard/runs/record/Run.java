package dev.switchboard.runs.record;

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
        @Nullable Digest digest) {

    /** With another status. */
    public Run with(RunStatus changed) {
        return new Run(
                id,
                session,
                spec,
                changed,
                reason,
                modelName,
                createdAt,
                startedAt,
                endedAt,
                steps,
                usage,
                firstSeq,
                lastSeq,
                approvalsPending,
                digest);
    }

    /** At work, for the first time or again. */
    public Run begun(String model, Instant at) {
        return new Run(
                id,
                session,
                spec,
                RunStatus.RUNNING,
                reason,
                model,
                createdAt,
                startedAt == null ? at : startedAt,
                endedAt,
                steps,
                usage,
                firstSeq,
                lastSeq,
                approvalsPending,
                digest);
    }

    /** After more steps, or another call of the model. */
    public Run progressed(int stepsNow, Usage usageNow) {
        return new Run(
                id,
                session,
                spec,
                status,
                reason,
                modelName,
                createdAt,
                startedAt,
                endedAt,
                stepsNow,
                usageNow,
                firstSeq,
                lastSeq,
                approvalsPending,
                digest);
    }

    /** With so many questions open. */
    public Run asking(int pending, RunStatus changed) {
        return new Run(
                id, session, spec, changed, reason, modelName, createdAt, startedAt, endedAt, steps, usage, firstSeq,
                lastSeq, pending, digest);
    }

    /** With another last event. */
    public Run at(long seq) {
        return new Run(
                id,
                session,
                spec,
                status,
                reason,
                modelName,
                createdAt,
                startedAt,
                endedAt,
                steps,
                usage,
                firstSeq,
                seq,
                approvalsPending,
                digest);
    }

    /** At its end. */
    public Run ended(RunStatus end, @Nullable String why, Instant at, Digest proof) {
        return new Run(
                id, session, spec, end, why, modelName, createdAt, startedAt, at, steps, usage, firstSeq, lastSeq, 0,
                proof);
    }
}
