package dev.switchboard.storage.memory;

import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.journal.Journal;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chat sessions and turns, in maps. Guarded by the transactor's lock. */
final class MemoryChatStore implements ChatStore {
    private static final Comparator<ChatSession> LATEST_FIRST = Comparator.comparing(ChatSession::updatedAt)
            .reversed()
            .thenComparing(session -> session.key().canonical());

    private final MemoryTransactor transactor;
    private final MemoryJournal journal;
    private final Table<SessionKey, ChatSession> sessions = new Table<>();
    private final Table<String, StoredTurn> turns = new Table<>();

    MemoryChatStore(MemoryTransactor transactor, MemoryJournal journal) {
        this.transactor = transactor;
        this.journal = journal;
    }

    @Override
    public Optional<ChatSession> find(Tx tx, SessionKey key) {
        MemoryTx.of(tx);
        return sessions.get(key).map(this::read);
    }

    @Override
    public Optional<ChatSession> find(SessionKey key) {
        return transactor.read(() -> sessions.get(key).map(this::read));
    }

    @Override
    public Optional<ChatSession> find(SessionId session) {
        return transactor.read(() -> sessions.values().stream()
                .filter(each -> each.session().equals(session))
                .findFirst()
                .map(this::read));
    }

    @Override
    public Optional<SessionKey> labelled(Tx tx, String label) {
        MemoryTx.of(tx);
        return sessions.values().stream()
                .filter(each -> label.equals(each.label()))
                .map(ChatSession::key)
                .findFirst();
    }

    @Override
    public void insert(Tx tx, ChatSession session) {
        requireFreeLabel(session);
        sessions.insert(MemoryTx.of(tx), session.key(), session);
    }

    @Override
    public void update(Tx tx, ChatSession session) {
        requireFreeLabel(session);
        sessions.update(MemoryTx.of(tx), session.key(), session);
    }

    @Override
    public void delete(Tx tx, SessionKey key) {
        sessions.remove(MemoryTx.of(tx), key);
    }

    @Override
    public List<ChatSession> list(SessionFilter filter) {
        return transactor.read(() -> sessions.values().stream()
                .filter(session ->
                        filter.updatedSince() == null || !session.updatedAt().isBefore(filter.updatedSince()))
                .filter(session -> same(filter.agentId(), session.key().agentId()))
                .filter(session -> same(filter.label(), session.label()))
                .filter(session -> same(filter.spawnedBy(), session.settings().get(Setting.SPAWNED_BY)))
                .filter(session -> filter.search() == null
                        || session.foundBy().contains(filter.search().toLowerCase(Locale.ROOT)))
                .filter(session -> filter.global() || !session.key().isGlobal())
                .filter(session -> filter.unknown() || !session.key().isUnknown())
                .filter(session -> filter.archived() || !session.archived())
                .sorted(LATEST_FIRST)
                .limit(filter.max())
                .map(this::read)
                .toList());
    }

    @Override
    public Optional<StoredTurn> turn(Tx tx, String id) {
        MemoryTx.of(tx);
        return turns.get(id);
    }

    @Override
    public Optional<StoredTurn> turn(String id) {
        return transactor.read(() -> turns.get(id));
    }

    @Override
    public void insertTurn(Tx tx, StoredTurn turn) {
        turns.insert(MemoryTx.of(tx), turn.id(), turn);
    }

    @Override
    public void updateTurn(Tx tx, StoredTurn turn) {
        turns.update(MemoryTx.of(tx), turn.id(), turn);
    }

    @Override
    public List<StoredTurn> unfinishedTurns() {
        return transactor.read(() ->
                turns.values().stream().filter(turn -> turn.endedAt() == null).toList());
    }

    @Override
    public void deleteTurnsEndedBefore(Tx tx, Instant time) {
        MemoryTx open = MemoryTx.of(tx);
        List<String> old = turns.values().stream()
                .filter(turn -> turn.endedAt() != null && turn.endedAt().isBefore(time))
                .map(StoredTurn::id)
                .toList();
        old.forEach(id -> turns.remove(open, id));
    }

    /** The session with its numbers in the log. */
    private ChatSession read(ChatSession session) {
        Journal.Extent extent = journal.extentNow(session.key().events());
        return session.at(extent.firstSeq(), extent.lastSeq());
    }

    private void requireFreeLabel(ChatSession session) {
        String label = session.label();
        if (label != null
                && sessions.values().stream()
                        .anyMatch(each ->
                                label.equals(each.label()) && !each.key().equals(session.key()))) {
            throw new IllegalStateException("label: " + label + " (expected: one that no session has)");
        }
    }

    private static boolean same(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }
}
