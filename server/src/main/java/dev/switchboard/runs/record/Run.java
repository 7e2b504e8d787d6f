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
        Draft draft = new Draft();
        draft.status = changed;
        return draft.run();
    }

    /** At work, for the first time or again. */
    public Run begun(String model, Instant at) {
        Draft draft = new Draft();
        draft.status = RunStatus.RUNNING;
        draft.modelName = model;
        draft.startedAt = startedAt == null ? at : startedAt;
        return draft.run();
    }

    /** After more steps, or another call of the model. */
    public Run progressed(int stepsNow, Usage usageNow) {
        Draft draft = new Draft();
        draft.steps = stepsNow;
        draft.usage = usageNow;
        return draft.run();
    }

    /** With so many questions open. */
    public Run asking(int pending, RunStatus changed) {
        Draft draft = new Draft();
        draft.status = changed;
        draft.approvalsPending = pending;
        return draft.run();
    }

    /** With another last event. */
    public Run at(long seq) {
        return kept(firstSeq, seq);
    }

    /** With these events in its log. */
    public Run kept(long first, long last) {
        Draft draft = new Draft();
        draft.firstSeq = first;
        draft.lastSeq = last;
        return draft.run();
    }

    /** At its end. */
    public Run ended(RunStatus end, @Nullable String why, Instant at, Digest proof) {
        Draft draft = new Draft();
        draft.status = end;
        draft.reason = why;
        draft.endedAt = at;
        draft.approvalsPending = 0;
        draft.digest = proof;
        return draft.run();
    }

    /** This run, to be changed in part. */
    private final class Draft {
        private RunStatus status = Run.this.status;
        private @Nullable String reason = Run.this.reason;
        private String modelName = Run.this.modelName;
        private @Nullable Instant startedAt = Run.this.startedAt;
        private @Nullable Instant endedAt = Run.this.endedAt;
        private int steps = Run.this.steps;
        private Usage usage = Run.this.usage;
        private long firstSeq = Run.this.firstSeq;
        private long lastSeq = Run.this.lastSeq;
        private int approvalsPending = Run.this.approvalsPending;
        private @Nullable Digest digest = Run.this.digest;

        Run run() {
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
                    lastSeq,
                    approvalsPending,
                    digest);
        }
    }
}
