package dev.switchboard.storage.sqlite;

import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs and what belongs to them, in tables; how a run and an approval stand in their rows is said in {@link RunRow} and {@link ApprovalRow}. */
final class SqliteRunStore implements RunStore {
    private static final String OLDER = " AND (created_at < ? OR (created_at = ? AND id < ?))";
    private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC LIMIT ?";

    private final Readers readers;

    SqliteRunStore(Readers readers) {
        this.readers = readers;
    }

    @Override
    public void insertSession(Tx tx, SessionId session, Instant createdAt) {
        update(tx, "INSERT INTO sessions (id, created_at) VALUES (?, ?)", session.value(), createdAt);
    }

    @Override
    public boolean sessionExists(Tx tx, SessionId session) {
        return exists(tx, "SELECT 1 FROM sessions WHERE id = ?", session.value());
    }

    @Override
    public void insert(Tx tx, Run run) {
        update(tx, RunRow.INSERT, RunRow.values(run));
    }

    @Override
    public void update(Tx tx, Run run) {
        requireKnown("run", run.id().value(), update(tx, RunRow.UPDATE, RunRow.changes(run)));
    }

    @Override
    public Optional<Run> find(Tx tx, RunId id) {
        return find(SqliteTx.of(tx).database(), id);
    }

    @Override
    public Optional<Run> find(RunId id) {
        return readers.read(database -> find(database, id));
    }

    @Override
    public List<Run> list(Filter filter) {
        StringBuilder sql = new StringBuilder(RunRow.SELECT).append(" WHERE TRUE");
        List<@Nullable Object> values = new ArrayList<>();
        if (filter.status() != null) {
            sql.append(" AND r.status = ?");
            values.add(filter.status());
        }
        if (filter.session() != null) {
            sql.append(" AND r.session = ?");
            values.add(filter.session().value());
        }
        if (filter.after() != null) {
            sql.append(" AND (r.created_at < ? OR (r.created_at = ? AND r.id < ?))");
            values.add(filter.after().at());
            values.add(filter.after().at());
            values.add(filter.after().id());
        }
        sql.append(" ORDER BY r.created_at DESC, r.id DESC LIMIT ?");
        values.add(filter.max());
        return readers.read(database -> database.list(sql.toString(), RunRow::read, values.toArray()));
    }

    @Override
    public List<Run> unfinished() {
        return readers.read(database -> database.list(
                RunRow.SELECT + " WHERE r.status IN ('QUEUED', 'RUNNING', 'WAITING') ORDER BY r.n", RunRow::read));
    }

    @Override
    public List<RunId> ofSession(SessionId session) {
        return readers.read(database -> database.list(
                "SELECT id FROM runs WHERE session = ? ORDER BY n", row -> new RunId(row.text()), session.value()));
    }

    @Override
    public List<RunId> endedBefore(Instant time, int max) {
        return readers.read(database -> database.list(
                "SELECT r.id FROM runs r JOIN streams s ON s.kind = 'run' AND s.name = r.id"
                        + " WHERE r.ended_at < ? AND EXISTS (SELECT 1 FROM events e WHERE e.stream = s.id)"
                        + " ORDER BY r.ended_at, r.n LIMIT ?",
                row -> new RunId(row.text()),
                time,
                max));
    }

    @Override
    public Optional<IdempotentStart> idempotentStart(Tx tx, String key) {
        return SqliteTx.of(tx)
                .database()
                .first(
                        "SELECT id, fingerprint, run, created_at FROM idempotent_starts WHERE id = ?",
                        row -> new IdempotentStart(row.text(), row.text(), new RunId(row.text()), row.instant()),
                        key);
    }

    @Override
    public void insertIdempotentStart(Tx tx, IdempotentStart start) {
        update(
                tx,
                "INSERT INTO idempotent_starts (id, fingerprint, run, created_at) VALUES (?, ?, ?, ?)",
                start.key(),
                start.fingerprint(),
                start.run().value(),
                start.createdAt());
    }

    @Override
    public void deleteIdempotentStarts(Tx tx, Instant createdBefore) {
        update(tx, "DELETE FROM idempotent_starts WHERE created_at < ?", createdBefore);
    }

    @Override
    public void insertApproval(Tx tx, Approval approval) {
        update(tx, ApprovalRow.INSERT, ApprovalRow.values(approval));
    }

    @Override
    public void updateApproval(Tx tx, Approval approval) {
        requireKnown("approval", approval.id(), update(tx, ApprovalRow.UPDATE, ApprovalRow.changes(approval)));
    }

    @Override
    public Optional<Approval> approval(Tx tx, String id) {
        return SqliteTx.of(tx).database().first(ApprovalRow.SELECT + " WHERE id = ?", ApprovalRow::read, id);
    }

    @Override
    public Optional<Approval> approvalOfCall(Tx tx, RunId run, String callId) {
        return SqliteTx.of(tx)
                .database()
                .first(
                        ApprovalRow.SELECT + " WHERE run = ? AND call_id = ? ORDER BY n DESC LIMIT 1",
                        ApprovalRow::read,
                        run.value(),
                        callId);
    }

    @Override
    public List<Approval> pendingApprovals(Tx tx, RunId run) {
        return SqliteTx.of(tx)
                .database()
                .list(
                        ApprovalRow.SELECT + " WHERE run = ? AND status = 'PENDING' ORDER BY n",
                        ApprovalRow::read,
                        run.value());
    }

    @Override
    public List<Approval> approvals(RunId run) {
        return readers.read(database ->
                database.list(ApprovalRow.SELECT + " WHERE run = ? ORDER BY n", ApprovalRow::read, run.value()));
    }

    @Override
    public List<Approval> approvals(Approval.@Nullable Status status, int max, @Nullable Cursor after) {
        StringBuilder sql = new StringBuilder(ApprovalRow.SELECT).append(" WHERE TRUE");
        List<@Nullable Object> values = new ArrayList<>();
        if (status != null) {
            sql.append(" AND status = ?");
            values.add(status);
        }
        if (after != null) {
            sql.append(OLDER);
            values.add(after.at());
            values.add(after.at());
            values.add(after.id());
        }
        sql.append(NEWEST_FIRST);
        values.add(max);
        return readers.read(database -> database.list(sql.toString(), ApprovalRow::read, values.toArray()));
    }

    @Override
    public void grant(Tx tx, SessionId session, String action) {
        update(
                tx,
                "INSERT INTO grants (session, action) VALUES (?, ?) ON CONFLICT (session, action) DO NOTHING",
                session.value(),
                action);
    }

    @Override
    public boolean granted(Tx tx, SessionId session, String action) {
        return exists(tx, "SELECT 1 FROM grants WHERE session = ? AND action = ?", session.value(), action);
    }

    @Override
    public void insertSteering(Tx tx, RunId run, String text, Instant at) {
        update(tx, "INSERT INTO steering (run, text, at) VALUES (?, ?, ?)", run.value(), text, at);
    }

    @Override
    public List<String> steering(Tx tx, RunId run) {
        return SqliteTx.of(tx)
                .database()
                .list("SELECT text FROM steering WHERE run = ? ORDER BY n", Row::text, run.value());
    }

    @Override
    public void deleteSteering(Tx tx, RunId run) {
        update(tx, "DELETE FROM steering WHERE run = ?", run.value());
    }

    private static Optional<Run> find(Database database, RunId id) {
        return database.first(RunRow.SELECT + " WHERE r.id = ?", RunRow::read, id.value());
    }

    private static int update(Tx tx, String sql, @Nullable Object... values) {
        return SqliteTx.of(tx).database().update(sql, values);
    }

    private static boolean exists(Tx tx, String sql, String... values) {
        return SqliteTx.of(tx)
                .database()
                .first(sql, Row::integer, (Object[]) values)
                .isPresent();
    }

    private static void requireKnown(String kind, String id, int changed) {
        if (changed != 1) {
            throw new IllegalStateException(kind + ": " + id + " (expected: one that was inserted)");
        }
    }
}
