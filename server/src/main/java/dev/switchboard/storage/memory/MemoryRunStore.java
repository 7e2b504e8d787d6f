package dev.switchboard.storage.memory;

import dev.switchboard.journal.Journal;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs and what belongs to them, in maps. Guarded by the transactor's lock. */
final class MemoryRunStore implements RunStore {
    private static final Comparator<Run> RUNS_NEWEST_FIRST = Comparator.comparing(Run::createdAt)
            .thenComparing(run -> run.id().value())
            .reversed();
    private static final Comparator<Approval> APPROVALS_NEWEST_FIRST = Comparator.comparing(Approval::createdAt)
            .thenComparing(Approval::id)
            .reversed();

    private final MemoryTransactor transactor;
    private final MemoryJournal journal;
    private final Table<SessionId, Instant> sessions = new Table<>();
    private final Table<RunId, Run> runs = new Table<>();
    private final Table<String, IdempotentStart> starts = new Table<>();
    private final Table<String, Approval> approvals = new Table<>();
    private final Table<Grant, Grant> grants = new Table<>();
    private final Table<RunId, List<String>> steering = new Table<>();

    MemoryRunStore(MemoryTransactor transactor, MemoryJournal journal) {
        this.transactor = transactor;
        this.journal = journal;
    }

    @Override
    public void insertSession(Tx tx, SessionId session, Instant createdAt) {
        sessions.insert(MemoryTx.of(tx), session, createdAt);
    }

    @Override
    public boolean sessionExists(Tx tx, SessionId session) {
        MemoryTx.of(tx);
        return sessions.get(session).isPresent();
    }

    @Override
    public void insert(Tx tx, Run run) {
        MemoryTx open = MemoryTx.of(tx);
        if (sessions.get(run.session()).isEmpty()) {
            throw new IllegalStateException("session: " + run.session() + " (expected: one that was inserted)");
        }
        runs.insert(open, run.id(), run);
    }

    @Override
    public void update(Tx tx, Run run) {
        runs.update(MemoryTx.of(tx), run.id(), run);
    }

    @Override
    public Optional<Run> find(Tx tx, RunId id) {
        MemoryTx.of(tx);
        return runs.get(id).map(this::read);
    }

    @Override
    public Optional<Run> find(RunId id) {
        return transactor.read(() -> runs.get(id).map(this::read));
    }

    @Override
    public List<Run> list(Filter filter) {
        return transactor.read(() -> runs.values().stream()
                .filter(run -> filter.status() == null || run.status() == filter.status())
                .filter(run -> filter.session() == null || run.session().equals(filter.session()))
                .filter(run -> after(filter.after(), run.createdAt(), run.id().value()))
                .sorted(RUNS_NEWEST_FIRST)
                .limit(filter.max())
                .map(this::read)
                .toList());
    }

    @Override
    public List<Run> unfinished() {
        return transactor.read(() -> runs.values().stream()
                .filter(run -> !run.status().ended())
                .map(this::read)
                .toList());
    }

    @Override
    public List<RunId> ofSession(SessionId session) {
        return transactor.read(() -> runs.values().stream()
                .filter(run -> run.session().equals(session))
                .map(Run::id)
                .toList());
    }

    @Override
    public List<RunId> endedBefore(Instant time, int max) {
        return transactor.read(() -> runs.values().stream()
                .filter(run -> ended(run).isBefore(time))
                .filter(run -> {
                    Journal.Extent extent = journal.extentNow(run.id().events());
                    return extent.firstSeq() <= extent.lastSeq();
                })
                .sorted(Comparator.comparing(MemoryRunStore::ended))
                .limit(max)
                .map(Run::id)
                .toList());
    }

    @Override
    public Optional<IdempotentStart> idempotentStart(Tx tx, String key) {
        MemoryTx.of(tx);
        return starts.get(key);
    }

    @Override
    public void insertIdempotentStart(Tx tx, IdempotentStart start) {
        starts.insert(MemoryTx.of(tx), start.key(), start);
    }

    @Override
    public void deleteIdempotentStarts(Tx tx, Instant createdBefore) {
        MemoryTx open = MemoryTx.of(tx);
        List<String> old = starts.values().stream()
                .filter(start -> start.createdAt().isBefore(createdBefore))
                .map(IdempotentStart::key)
                .toList();
        old.forEach(key -> starts.remove(open, key));
    }

    @Override
    public void insertApproval(Tx tx, Approval approval) {
        MemoryTx open = MemoryTx.of(tx);
        if (runs.get(approval.run()).isEmpty()) {
            throw new IllegalStateException("run: " + approval.run() + " (expected: one that was inserted)");
        }
        approvals.insert(open, approval.id(), approval);
    }

    @Override
    public void updateApproval(Tx tx, Approval approval) {
        approvals.update(MemoryTx.of(tx), approval.id(), approval);
    }

    @Override
    public Optional<Approval> approval(Tx tx, String id) {
        MemoryTx.of(tx);
        return approvals.get(id);
    }

    @Override
    public Optional<Approval> approvalOfCall(Tx tx, RunId run, String callId) {
        MemoryTx.of(tx);
        return approvals.values().reversed().stream()
                .filter(approval ->
                        approval.run().equals(run) && approval.callId().equals(callId))
                .findFirst();
    }

    @Override
    public List<Approval> pendingApprovals(Tx tx, RunId run) {
        MemoryTx.of(tx);
        return approvals.values().stream()
                .filter(approval -> approval.run().equals(run) && approval.status() == Approval.Status.PENDING)
                .toList();
    }

    @Override
    public List<Approval> approvals(RunId run) {
        return transactor.read(() -> approvals.values().stream()
                .filter(approval -> approval.run().equals(run))
                .toList());
    }

    @Override
    public List<Approval> approvals(Approval.@Nullable Status status, int max, @Nullable Cursor after) {
        return transactor.read(() -> approvals.values().stream()
                .filter(approval -> status == null || approval.status() == status)
                .filter(approval -> after(after, approval.createdAt(), approval.id()))
                .sorted(APPROVALS_NEWEST_FIRST)
                .limit(max)
                .toList());
    }

    @Override
    public void grant(Tx tx, SessionId session, String action) {
        Grant grant = new Grant(session, action);
        grants.put(MemoryTx.of(tx), grant, grant);
    }

    @Override
    public boolean granted(Tx tx, SessionId session, String action) {
        MemoryTx.of(tx);
        return grants.get(new Grant(session, action)).isPresent();
    }

    @Override
    public void insertSteering(Tx tx, RunId run, String text, Instant at) {
        MemoryTx open = MemoryTx.of(tx);
        List<String> texts = new ArrayList<>(steering.get(run).orElse(List.of()));
        texts.add(text);
        steering.put(open, run, List.copyOf(texts));
    }

    @Override
    public List<String> steering(Tx tx, RunId run) {
        MemoryTx.of(tx);
        return steering.get(run).orElse(List.of());
    }

    @Override
    public void deleteSteering(Tx tx, RunId run) {
        steering.remove(MemoryTx.of(tx), run);
    }

    /** The run with its numbers in the log. */
    private Run read(Run run) {
        Journal.Extent extent = journal.extentNow(run.id().events());
        return run.kept(extent.firstSeq(), extent.lastSeq());
    }

    private static Instant ended(Run run) {
        return run.endedAt() == null ? Instant.MAX : run.endedAt();
    }

    private static boolean after(@Nullable Cursor cursor, Instant at, String id) {
        return cursor == null || at.isBefore(cursor.at()) || (at.equals(cursor.at()) && id.compareTo(cursor.id()) < 0);
    }

    private record Grant(SessionId session, String action) {}
}
