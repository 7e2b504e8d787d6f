package dev.switchboard.runs.record;

import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where runs, sessions, approvals and steering messages are kept. Methods with a {@link Tx} belong to that transaction; the others read
 * what is committed, and block the calling (virtual) thread until a storage thread has answered.
 *
 * <p>{@link Run#firstSeq} and {@link Run#lastSeq} come from the journal: they are ignored in writes and filled in reads. Environment
 * values that are secret are never handed to a store: see {@link RunSpec#env}.
 */
public interface RunStore {

    void insertSession(Tx tx, SessionId session, Instant createdAt);

    boolean sessionExists(Tx tx, SessionId session);

    void insert(Tx tx, Run run);

    /** Writes status, reason, model name, times, steps, usage, pending approvals and digest of a known run. */
    void update(Tx tx, Run run);

    Optional<Run> find(Tx tx, RunId id);

    Optional<Run> find(RunId id);

    /** Newest first: by creation time, then id. */
    List<Run> list(Filter filter);

    /** Runs that have not ended, oldest first. */
    List<Run> unfinished();

    /** Runs of a session, in the order of their creation. */
    List<RunId> ofSession(SessionId session);

    /** Runs that ended before a time, oldest end first, whose events are still kept. */
    List<RunId> endedBefore(Instant time, int max);

    Optional<IdempotentStart> idempotentStart(Tx tx, String key);

    void insertIdempotentStart(Tx tx, IdempotentStart start);

    void deleteIdempotentStarts(Tx tx, Instant createdBefore);

    void insertApproval(Tx tx, Approval approval);

    /** Writes status, decision, by and feedback of a known approval. */
    void updateApproval(Tx tx, Approval approval);

    Optional<Approval> approval(Tx tx, String id);

    /** The approval that was asked for a tool call, if any. */
    Optional<Approval> approvalOfCall(Tx tx, RunId run, String callId);

    List<Approval> pendingApprovals(Tx tx, RunId run);

    /** Approvals of a run, oldest first. */
    List<Approval> approvals(RunId run);

    /** Approvals of all runs, newest first. */
    List<Approval> approvals(Approval.@Nullable Status status, int max, @Nullable Cursor after);

    void grant(Tx tx, SessionId session, String action);

    boolean granted(Tx tx, SessionId session, String action);

    void insertSteering(Tx tx, RunId run, String text, Instant at);

    /** The messages that have not been taken yet, oldest first. */
    List<String> steering(Tx tx, RunId run);

    /** Forgets the messages of a run that have not been taken. */
    void deleteSteering(Tx tx, RunId run);

    /** A place in a list that is sorted by time and id, newest first: what comes after it is older. */
    record Cursor(Instant at, String id) {}

    /** Which runs; absent parts match all. */
    record Filter(
            @Nullable RunStatus status,
            @Nullable SessionId session,
            int max,
            @Nullable Cursor after) {}

    /**
     * A start that may be repeated.
     *
     * @param fingerprint of the request's body, to tell a repetition from another request
     */
    record IdempotentStart(String key, String fingerprint, RunId run, Instant createdAt) {}
}
