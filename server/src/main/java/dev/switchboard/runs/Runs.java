package dev.switchboard.runs;

import dev.switchboard.principal.Principal;
import dev.switchboard.signals.Follower;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs: starts them, lets callers follow, steer, approve and cancel them, and takes them up again after a restart. Any thread may
 * call; every method blocks until its answer is durable.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Runs {

    /**
     * Accepts a run. It is durable when this returns, and begins as soon as its session and a slot are free.
     *
     * @param session to continue; absent for a new one
     * @throws dev.switchboard.problem.ProblemException {@code NotFound} for an unknown session, {@code Conflict} ({@code session_busy},
     *     {@code idempotency_key_reused}), {@code TooBusy} when the queue is full, {@code Unavailable} while draining
     */
    public Started start(
            Principal principal, RunSpec spec, @Nullable SessionId session, OnBusy onBusy, @Nullable Idempotency key) {
        throw new UnsupportedOperationException();
    }

    public Run get(Principal principal, RunId id) {
        throw new UnsupportedOperationException();
    }

    public List<Run> list(Principal principal, RunStore.Filter filter) {
        throw new UnsupportedOperationException();
    }

    /** Asks a run to end as cancelled. May be repeated until it has ended; {@code NotFound} after that. */
    public void cancel(Principal principal, RunId id) {
        throw new UnsupportedOperationException();
    }

    /** The connection that started the run is gone: a run that is bound to it is cancelled, any other goes on. */
    public void readerGone(RunId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Follows a run's events from a number on.
     *
     * @throws dev.switchboard.problem.ProblemException {@code NotFound}, {@code BeyondEnd} or {@code PastRetention}
     */
    public Follower follow(Principal principal, RunId id, long after, boolean deltas) {
        throw new UnsupportedOperationException();
    }

    /** Sends a message to a run; it joins the conversation before the next step. {@code Conflict} ({@code run_ended}) when it has ended. */
    public void steer(Principal principal, RunId id, String text) {
        throw new UnsupportedOperationException();
    }

    /** Approvals of one run, oldest first. */
    public List<Approval> approvals(Principal principal, RunId id) {
        throw new UnsupportedOperationException();
    }

    /** Approvals of all runs, newest first. */
    public List<Approval> approvals(
            Principal principal, Approval.@Nullable Status status, int max, RunStore.@Nullable Cursor after) {
        throw new UnsupportedOperationException();
    }

    /**
     * Answers an approval. The first answer wins; a later one is a {@code Conflict} ({@code already_decided}) with the facts {@code by}
     * and {@code decision}.
     */
    public Approval decide(
            Principal principal, RunId id, String approvalId, Approval.Decision decision, @Nullable String feedback) {
        throw new UnsupportedOperationException();
    }

    public Load load() {
        throw new UnsupportedOperationException();
    }

    /** What to do when the session has a run that has not ended. */
    public enum OnBusy {
        QUEUE,
        REJECT
    }

    /** Makes a start repeatable for 24 hours. */
    public record Idempotency(String key, String fingerprint) {}

    /**
     * @param replayed whether this is the run of an earlier start with the same key
     */
    public record Started(Run run, boolean replayed) {}

    /** How much is going on. */
    public record Load(int queued, int running, int waiting) {}
}
