package dev.switchboard.storage.sqlite;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.Digest;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.SessionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How a run stands in its row. Its numbers in the log are read from the log. */
final class RunRow {
    static final String SELECT =
            "SELECT r.id, r.session, r.command, r.work_dir, r.agent_file, r.model, r.config_file, r.env, r.yolo,"
                    + " r.thinking, r.on_disconnect, r.budget_steps, r.budget_tokens, r.budget_seconds, r.metadata, r.origin_kind,"
                    + " r.origin_ref, r.trace_parent, r.status, r.reason, r.model_name, r.created_at, r.started_at, r.ended_at, r.steps,"
                    + " r.prompt_tokens, r.completion_tokens, r.cached_tokens, r.reasoning_tokens, r.cost, r.currency,"
                    + " COALESCE(s.first_seq, 1), COALESCE((SELECT MAX(e.seq) FROM events e WHERE e.stream = s.id), s.first_seq - 1, 0),"
                    + " r.approvals_pending, r.digest_events, r.digest_sha256"
                    + " FROM runs r LEFT JOIN streams s ON s.kind = 'run' AND s.name = r.id";
    static final String INSERT =
            "INSERT INTO runs (id, session, command, work_dir, agent_file, model, config_file, env, yolo,"
                    + " thinking, on_disconnect, budget_steps, budget_tokens, budget_seconds, metadata, origin_kind,"
                    + " origin_ref, trace_parent, created_at, status, reason, model_name, started_at, ended_at, steps,"
                    + " prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, cost, currency,"
                    + " approvals_pending, digest_events, digest_sha256)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String UPDATE = "UPDATE runs SET status = ?, reason = ?, model_name = ?, started_at = ?, ended_at = ?,"
            + " steps = ?, prompt_tokens = ?, completion_tokens = ?, cached_tokens = ?, reasoning_tokens = ?, cost = ?,"
            + " currency = ?, approvals_pending = ?, digest_events = ?, digest_sha256 = ? WHERE id = ?";

    private static final TypeReference<Map<String, String>> ENV = new TypeReference<>() {};

    private RunRow() {}

    static @Nullable Object[] values(Run run) {
        RunSpec spec = run.spec();
        return joined(
                new @Nullable Object[] {
                    run.id().value(),
                    run.session().value(),
                    spec.command(),
                    spec.workDir().toString(),
                    text(spec.agentFile()),
                    spec.model(),
                    text(spec.configFile()),
                    JsonMapper.shared().writeValueAsString(spec.env()),
                    spec.yolo(),
                    spec.thinking(),
                    spec.onDisconnect(),
                    spec.budget().steps(),
                    spec.budget().tokens(),
                    spec.budget().seconds(),
                    spec.metadata(),
                    spec.origin().kind(),
                    spec.origin().ref(),
                    spec.traceParent(),
                    run.createdAt()
                },
                state(run));
    }

    static @Nullable Object[] changes(Run run) {
        return joined(state(run), new @Nullable Object[] {run.id().value()});
    }

    /** What changes in the life of a run. */
    private static @Nullable Object[] state(Run run) {
        Usage usage = run.usage();
        return new @Nullable Object[] {
            run.status(),
            run.reason(),
            run.modelName(),
            run.startedAt(),
            run.endedAt(),
            run.steps(),
            usage.promptTokens(),
            usage.completionTokens(),
            usage.cachedTokens(),
            usage.reasoningTokens(),
            usage.cost() == null ? null : usage.cost().digits(),
            usage.cost() == null ? null : usage.cost().currency(),
            run.approvalsPending(),
            run.digest() == null ? null : run.digest().events(),
            run.digest() == null ? null : run.digest().sha256()
        };
    }

    private static @Nullable Object[] joined(@Nullable Object[] first, @Nullable Object[] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    static Run read(Row row) throws SQLException {
        return new Run(
                new RunId(row.text()),
                new SessionId(row.text()),
                spec(row),
                RunStatus.valueOf(row.text()),
                row.textOrNull(),
                row.text(),
                row.instant(),
                row.instantOrNull(),
                row.instantOrNull(),
                row.integer(),
                new Usage(row.number(), row.number(), row.number(), row.number(), cost(row)),
                row.number(),
                row.number(),
                row.integer(),
                digest(row));
    }

    private static RunSpec spec(Row row) throws SQLException {
        return new RunSpec(
                row.text(),
                Path.of(row.text()),
                path(row.textOrNull()),
                row.textOrNull(),
                path(row.textOrNull()),
                JsonMapper.shared().readValue(row.text(), ENV),
                row.flag(),
                row.flag(),
                RunSpec.OnDisconnect.valueOf(row.text()),
                new RunSpec.Budget(row.integerOrNull(), row.numberOrNull(), row.numberOrNull()),
                row.text(),
                new RunSpec.Origin(row.text(), row.text()),
                row.textOrNull());
    }

    static @Nullable Cost cost(Row row) throws SQLException {
        String amount = row.textOrNull();
        String currency = row.textOrNull();
        return amount == null || currency == null ? null : new Cost(new BigDecimal(amount), currency);
    }

    private static @Nullable Digest digest(Row row) throws SQLException {
        Long events = row.numberOrNull();
        String sha256 = row.textOrNull();
        return events == null || sha256 == null ? null : new Digest(events, sha256);
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }
}
