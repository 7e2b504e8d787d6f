package dev.switchboard.storage.sqlite;

import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chat sessions and turns, a table each. */
final class SqliteChatStore implements ChatStore {
    private final Readers readers;

    SqliteChatStore(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Optional<ChatSession> find(Tx tx, SessionKey key) {
        return find(SqliteTx.of(tx).database(), key);
    }

    @Override
    public Optional<ChatSession> find(SessionKey key) {
        return readers.read(database -> find(database, key));
    }

    @Override
    public Optional<ChatSession> find(SessionId session) {
        return readers.read(
                database -> database.first(ChatRow.SELECT + " WHERE c.session = ?", ChatRow::read, session.value()));
    }

    @Override
    public Optional<SessionKey> labelled(Tx tx, String label) {
        return SqliteTx.of(tx)
                .database()
                .first("SELECT id FROM chat_sessions WHERE label = ?", row -> new SessionKey(row.text()), label);
    }

    @Override
    public void insert(Tx tx, ChatSession session) {
        update(tx, ChatRow.INSERT, ChatRow.values(session));
    }

    @Override
    public void update(Tx tx, ChatSession session) {
        requireKnown("session", session.key().canonical(), update(tx, ChatRow.UPDATE, ChatRow.update(session)));
    }

    @Override
    public void delete(Tx tx, SessionKey key) {
        update(tx, "DELETE FROM chat_sessions WHERE id = ?", key.canonical());
    }

    @Override
    public List<ChatSession> list(SessionFilter filter) {
        StringBuilder sql = new StringBuilder(ChatRow.SELECT).append(" WHERE TRUE");
        List<@Nullable Object> values = new ArrayList<>();
        where(sql, values, " AND c.updated_at >= ?", filter.updatedSince());
        where(sql, values, " AND c.agent = ?", filter.agentId());
        where(sql, values, " AND c.label = ?", filter.label());
        where(sql, values, " AND c.spawned_by = ?", filter.spawnedBy());
        where(
                sql,
                values,
                " AND instr(c.found_by, ?) > 0",
                filter.search() == null ? null : filter.search().toLowerCase(Locale.ROOT));
        sql.append(filter.global() ? "" : " AND c.id <> 'global'")
                .append(filter.unknown() ? "" : " AND c.id <> 'unknown'")
                .append(filter.archived() ? "" : " AND c.archived = 0")
                .append(" ORDER BY c.updated_at DESC, c.id LIMIT ?");
        values.add(filter.max());
        return readers.read(database -> database.list(sql.toString(), ChatRow::read, values.toArray()));
    }

    @Override
    public Optional<StoredTurn> turn(Tx tx, String id) {
        return turn(SqliteTx.of(tx).database(), id);
    }

    @Override
    public Optional<StoredTurn> turn(String id) {
        return readers.read(database -> turn(database, id));
    }

    @Override
    public void insertTurn(Tx tx, StoredTurn turn) {
        update(tx, ChatRow.INSERT_TURN, ChatRow.values(turn));
    }

    @Override
    public void updateTurn(Tx tx, StoredTurn turn) {
        requireKnown("turn", turn.id(), update(tx, ChatRow.UPDATE_TURN, ChatRow.update(turn)));
    }

    @Override
    public List<StoredTurn> unfinishedTurns() {
        return readers.read(database ->
                database.list(ChatRow.SELECT_TURN + " WHERE ended_at IS NULL ORDER BY n", ChatRow::readTurn));
    }

    @Override
    public void deleteTurnsEndedBefore(Tx tx, Instant time) {
        update(tx, "DELETE FROM chat_turns WHERE ended_at < ?", time);
    }

    private static Optional<ChatSession> find(Database database, SessionKey key) {
        return database.first(ChatRow.SELECT + " WHERE c.id = ?", ChatRow::read, key.canonical());
    }

    private static Optional<StoredTurn> turn(Database database, String id) {
        return database.first(ChatRow.SELECT_TURN + " WHERE id = ?", ChatRow::readTurn, id);
    }

    private static void where(
            StringBuilder sql, List<@Nullable Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    private static int update(Tx tx, String sql, @Nullable Object... values) {
        return SqliteTx.of(tx).database().update(sql, values);
    }

    private static void requireKnown(String kind, String id, int changed) {
        if (changed != 1) {
            throw new IllegalStateException(kind + ": " + id + " (expected: one that was inserted)");
        }
    }
}
