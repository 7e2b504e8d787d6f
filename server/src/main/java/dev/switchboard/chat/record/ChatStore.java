package dev.switchboard.chat.record;

import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where chat sessions and turns are kept. Methods with a {@link Tx} belong to that transaction; the others read what is committed, and
 * block the calling (virtual) thread until a storage thread has answered.
 *
 * <p>{@link ChatSession#firstCursor} and {@link ChatSession#lastCursor} come from the journal: they are ignored in writes and filled in reads.
 */
public interface ChatStore {

    Optional<ChatSession> find(Tx tx, SessionKey key);

    Optional<ChatSession> find(SessionKey key);

    /** The session whose conversation this is. */
    Optional<ChatSession> find(SessionId session);

    /** The session with this label, which no two have. */
    Optional<SessionKey> labelled(Tx tx, String label);

    void insert(Tx tx, ChatSession session);

    void update(Tx tx, ChatSession session);

    /** Forgets a session, but not its log. Unknown keys are ignored. */
    void delete(Tx tx, SessionKey key);

    /** Latest update first, then by key. */
    List<ChatSession> list(SessionFilter filter);

    Optional<StoredTurn> turn(Tx tx, String id);

    Optional<StoredTurn> turn(String id);

    void insertTurn(Tx tx, StoredTurn turn);

    /** Writes times, stop reason and end of a known turn. */
    void updateTurn(Tx tx, StoredTurn turn);

    /** Turns that have not ended, oldest first. */
    List<StoredTurn> unfinishedTurns();

    void deleteTurnsEndedBefore(Tx tx, Instant time);
}
