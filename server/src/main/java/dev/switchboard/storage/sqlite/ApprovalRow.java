package dev.switchboard.storage.sqlite;

import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunId;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How an approval stands in its row. */
final class ApprovalRow {
    static final String SELECT =
            "SELECT id, run, call_id, sender, action, description, status, decision, created_at, expires_at,"
                    + " decided_by, feedback FROM approvals";
    static final String INSERT =
            "INSERT INTO approvals (id, run, call_id, sender, action, description, status, decision, created_at,"
                    + " expires_at, decided_by, feedback) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String UPDATE =
            "UPDATE approvals SET status = ?, decision = ?, decided_by = ?, feedback = ? WHERE id = ?";

    private ApprovalRow() {}

    static @Nullable Object[] values(Approval approval) {
        return new @Nullable Object[] {
            approval.id(),
            approval.run().value(),
            approval.callId(),
            approval.sender(),
            approval.action(),
            approval.description(),
            approval.status(),
            approval.decision(),
            approval.createdAt(),
            approval.expiresAt(),
            approval.by(),
            approval.feedback()
        };
    }

    static @Nullable Object[] changes(Approval approval) {
        return new @Nullable Object[] {
            approval.status(), approval.decision(), approval.by(), approval.feedback(), approval.id()
        };
    }

    static Approval read(Row row) throws SQLException {
        return new Approval(
                row.text(),
                new RunId(row.text()),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                Approval.Status.valueOf(row.text()),
                decision(row.textOrNull()),
                row.instant(),
                row.instant(),
                row.textOrNull(),
                row.textOrNull());
    }

    private static Approval.@Nullable Decision decision(@Nullable String name) {
        return name == null ? null : Approval.Decision.valueOf(name);
    }
}
