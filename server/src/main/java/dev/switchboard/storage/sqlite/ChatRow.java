package dev.switchboard.storage.sqlite;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEventCodec;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatSettings;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How chat sessions and turns stand in their rows. The numbers of a session's log are read from the log. */
final class ChatRow {
    static final String SELECT = "SELECT c.id, c.session, c.label, c.settings, c.title, c.preview, c.model,"
            + " c.prompt_tokens, c.completion_tokens, c.cached_tokens, c.reasoning_tokens, c.cost, c.currency, c.notes, c.created_at,"
            + " c.updated_at, c.archived, COALESCE(s.first_seq, 1),"
            + " COALESCE((SELECT MAX(e.seq) FROM events e WHERE e.stream = s.id), s.first_seq - 1, 0)"
            + " FROM chat_sessions c LEFT JOIN streams s ON s.kind = 'session' AND s.name = c.id";
    static final String INSERT =
            "INSERT INTO chat_sessions (session, label, settings, spawned_by, title, preview, model, prompt_tokens,"
                    + " completion_tokens, cached_tokens, reasoning_tokens, cost, currency, notes, found_by, updated_at, archived,"
                    + " id, agent, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String UPDATE = "UPDATE chat_sessions SET session = ?, label = ?, settings = ?, spawned_by = ?,"
            + " title = ?, preview = ?, model = ?, prompt_tokens = ?, completion_tokens = ?, cached_tokens = ?,"
            + " reasoning_tokens = ?, cost = ?, currency = ?, notes = ?, found_by = ?, updated_at = ?, archived = ? WHERE id = ?";

    static final String SELECT_TURN =
            "SELECT id, session, run, first_cursor, created_at, started_at, ended_at, stop_reason, ending"
                    + " FROM chat_turns";
    static final String INSERT_TURN =
            "INSERT INTO chat_turns (started_at, ended_at, stop_reason, ending, id, session, run, first_cursor,"
                    + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String UPDATE_TURN =
            "UPDATE chat_turns SET started_at = ?, ended_at = ?, stop_reason = ?, ending = ? WHERE id = ?";

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final ChatEventCodec EVENTS = new ChatEventCodec();
    private static final String END = "turn.ended";

    private ChatRow() {}

    static @Nullable Object[] values(ChatSession session) {
        return with(changes(session), session.key().canonical(), session.key().agentId(), session.createdAt());
    }

    static @Nullable Object[] update(ChatSession session) {
        return with(changes(session), session.key().canonical());
    }

    private static @Nullable Object[] changes(ChatSession session) {
        return new @Nullable Object[] {
            session.session().value(),
            session.label(),
            session.settings().encode(),
            session.settings().get(Setting.SPAWNED_BY),
            session.title(),
            session.preview(),
            session.model(),
            session.usage().promptTokens(),
            session.usage().completionTokens(),
            session.usage().cachedTokens(),
            session.usage().reasoningTokens(),
            session.usage().cost() == null ? null : session.usage().cost().digits(),
            session.usage().cost() == null ? null : session.usage().cost().currency(),
            JSON.writeValueAsString(session.notes()),
            session.foundBy(),
            session.updatedAt(),
            session.archived()
        };
    }

    static ChatSession read(Row row) throws SQLException {
        SessionKey key = new SessionKey(row.text());
        SessionId session = new SessionId(row.text());
        String label = row.textOrNull();
        ChatSettings settings = ChatSettings.decode(row.text());
        String title = row.text();
        String preview = row.text();
        String model = row.text();
        Usage usage = new Usage(row.number(), row.number(), row.number(), row.number(), RunRow.cost(row));
        List<String> notes = JSON.readValue(row.text(), TEXTS);
        Instant createdAt = row.instant();
        Instant updatedAt = row.instant();
        return new ChatSession(
                key,
                session,
                label,
                settings,
                title,
                preview,
                model,
                usage,
                notes,
                createdAt,
                updatedAt,
                row.flag(),
                row.number(),
                row.number());
    }

    static @Nullable Object[] values(StoredTurn turn) {
        return with(
                changes(turn),
                turn.id(),
                turn.session().canonical(),
                turn.run() == null ? null : turn.run().value(),
                turn.firstCursor(),
                turn.createdAt());
    }

    static @Nullable Object[] update(StoredTurn turn) {
        return with(changes(turn), turn.id());
    }

    private static @Nullable Object[] changes(StoredTurn turn) {
        return new @Nullable Object[] {
            turn.startedAt(), turn.endedAt(), turn.stopReason(), turn.end() == null ? null : EVENTS.encode(turn.end())
        };
    }

    static StoredTurn readTurn(Row row) throws SQLException {
        String id = row.text();
        SessionKey session = new SessionKey(row.text());
        String run = row.textOrNull();
        long firstCursor = row.number();
        Instant createdAt = row.instant();
        Instant startedAt = row.instantOrNull();
        Instant endedAt = row.instantOrNull();
        String stopReason = row.textOrNull();
        String ending = row.textOrNull();
        return new StoredTurn(
                id,
                session,
                run == null ? null : new RunId(run),
                firstCursor,
                createdAt,
                startedAt,
                endedAt,
                stopReason,
                ending == null ? null : (ChatEvent.TurnEnded) EVENTS.decode(END, EVENTS.version(), ending));
    }

    private static @Nullable Object[] with(@Nullable Object[] values, @Nullable Object... more) {
        @Nullable Object[] all = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return all;
    }
}
