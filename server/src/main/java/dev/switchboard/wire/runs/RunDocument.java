package dev.switchboard.wire.runs;

import org.jspecify.annotations.Nullable;

/**
 * A run as {@code GET /runs/{id}} gives it. Times are RFC 3339 in UTC, as they were sent; the ones that are absent are empty.
 *
 * @param reason why it ended as it did; empty for plain ends
 * @param firstSeq the first event that is kept
 * @param lastSeq the last event so far
 */
public record RunDocument(
        String runId,
        String sessionId,
        RunStatus status,
        String reason,
        String command,
        String workDir,
        String modelName,
        String createdAt,
        String startedAt,
        String endedAt,
        long steps,
        TokenUsage usage,
        long firstSeq,
        long lastSeq,
        long approvalsPending,
        String onDisconnect,
        String origin,
        @Nullable DigestDocument digest) {

    public static RunDocument read(JsonMembers members) {
        String runId = "";
        String sessionId = "";
        RunStatus status = RunStatus.OTHER;
        String reason = "";
        String command = "";
        String workDir = "";
        String modelName = "";
        String createdAt = "";
        String startedAt = "";
        String endedAt = "";
        long steps = 0;
        TokenUsage usage = TokenUsage.NONE;
        long firstSeq = 0;
        long lastSeq = 0;
        long approvalsPending = 0;
        String onDisconnect = "";
        String origin = "";
        DigestDocument digest = null;
        while (members.next()) {
            switch (members.name()) {
                case "run_id" -> runId = members.text();
                case "session_id" -> sessionId = members.text();
                case "status" -> status = RunStatus.of(members.text());
                case "reason" -> reason = members.text();
                case "command" -> command = members.text();
                case "work_dir" -> workDir = members.text();
                case "model_name" -> modelName = members.text();
                case "created_at" -> createdAt = members.text();
                case "started_at" -> startedAt = members.text();
                case "ended_at" -> endedAt = members.text();
                case "steps" -> steps = members.number();
                case "usage" -> usage = TokenUsage.read(members.object());
                case "first_seq" -> firstSeq = members.number();
                case "last_seq" -> lastSeq = members.number();
                case "approvals_pending" -> approvalsPending = members.number();
                case "on_disconnect" -> onDisconnect = members.text();
                case "origin" -> origin = members.text();
                case "digest" -> digest = DigestDocument.read(members.object());
                default -> {}
            }
        }
        return new RunDocument(
                runId,
                sessionId,
                status,
                reason,
                command,
                workDir,
                modelName,
                createdAt,
                startedAt,
                endedAt,
                steps,
                usage,
                firstSeq,
                lastSeq,
                approvalsPending,
                onDisconnect,
                origin,
                digest);
    }
}
