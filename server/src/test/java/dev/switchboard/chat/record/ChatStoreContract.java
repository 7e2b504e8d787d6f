package dev.switchboard.chat.record;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import dev.switchboard.tx.Tx;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ChatStore} promises. */
@Timeout(60)
public abstract class ChatStoreContract {
    private static final Instant T0 = Instant.parse("2025-11-19T07:15:23.512Z");
    private static final SessionKey KEY = SessionKey.of("room");
    private static final SessionKey OTHER = SessionKey.of("agent:ops:other");

    protected final SettableTime time = new SettableTime(T0);
    private TestStorage storage;

    /** Opens the storage under test, empty. */
    protected abstract TestStorage open();

    @BeforeEach
    void openStorage() {
        storage = open();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    private ChatStore store() {
        return storage.chats();
    }

    private void write(Consumer<Tx> block) {
        storage.transactor().write(tx -> {
            block.accept(tx);
            return null;
        });
    }

    private Optional<ChatSession> findInTx(SessionKey key) {
        return storage.transactor().write(tx -> store().find(tx, key));
    }

    private Optional<SessionKey> labelled(String label) {
        return storage.transactor().write(tx -> store().labelled(tx, label));
    }

    private ChatSession insert(SessionKey key, Instant at) {
        ChatSession session = ChatSession.fresh(key, new SessionId("s-" + key), at);
        insert(session);
        return session;
    }

    private void insert(ChatSession session) {
        write(tx -> {
            storage.runs().insertSession(tx, session.session(), session.createdAt());
            store().insert(tx, session);
        });
    }

    private static ChatSession full() {
        return new ChatSession(
                KEY,
                new SessionId("s1"),
                "my room",
                new ChatSettings(Map.of(Setting.THINKING_LEVEL, "high", Setting.SPAWNED_BY, "agent:main:main")),
                "A title",
                "a preview 漢字",
                "k2",
                new Usage(1, 2, 3, 4, new Cost(new BigDecimal("0.5"), "CNY")),
                List.of("first \"note\"", "second\nnote"),
                T0,
                T0.plusMillis(7),
                true,
                1,
                0);
    }

    @Test
    void aSessionIsFoundAsItWasInserted() {
        insert(full());
        assertThat(store().find(KEY)).contains(full());
        assertThat(findInTx(KEY)).contains(full());
        assertThat(store().find(new SessionId("s1"))).contains(full());
        assertThat(labelled("my room")).contains(KEY);
    }

    @Test
    void anUnknownSessionIsNotFound() {
        assertThat(store().find(KEY)).isEmpty();
        assertThat(findInTx(KEY)).isEmpty();
        assertThat(store().find(new SessionId("s1"))).isEmpty();
        assertThat(labelled("my room")).isEmpty();
    }

    @Test
    void anUpdateWritesEverythingButTheKeyAndTheBeginning() {
        ChatSession before = insert(KEY, T0);
        ChatSession after = full();
        write(tx -> {
            storage.runs().insertSession(tx, after.session(), T0);
            store().update(tx, after);
        });
        assertThat(store().find(KEY)).contains(after);
        assertThat(store().find(before.session())).isEmpty();
        assertThatThrownBy(() -> write(tx -> store().update(tx, ChatSession.fresh(OTHER, after.session(), T0))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theCursorsComeFromTheLog() {
        insert(KEY, T0);
        write(tx -> {
            for (int i = 0; i < 5; i++) {
                storage.journal().append(tx, KEY.events(), TEXT, "event");
            }
        });
        assertThat(store().find(KEY).map(ChatSession::lastCursor)).contains(5L);
        write(tx -> storage.journal().trim(tx, KEY.events(), 5));
        assertThat(store().find(KEY).map(ChatSession::firstCursor)).contains(6L);
        assertThat(store().find(KEY).map(ChatSession::lastCursor)).contains(5L);
        long seen = storage.transactor().write(tx -> {
            storage.journal().append(tx, KEY.events(), TEXT, "event");
            return store().find(tx, KEY).orElseThrow().lastCursor();
        });
        assertThat(seen).isEqualTo(6);
    }

    @Test
    void aDeletedSessionIsGoneAndItsLogIsNot() {
        insert(full());
        write(tx -> storage.journal().append(tx, KEY.events(), TEXT, "event"));
        write(tx -> store().delete(tx, KEY));
        write(tx -> store().delete(tx, KEY));
        assertThat(store().find(KEY)).isEmpty();
        assertThat(labelled("my room")).isEmpty();
        insert(ChatSession.fresh(KEY, new SessionId("again"), T0));
        assertThat(store().find(KEY).map(ChatSession::lastCursor)).contains(1L);
    }

    @Test
    void whatIsRolledBackIsNotKept() {
        insert(KEY, T0);
        assertThatThrownBy(() -> write(tx -> {
                    storage.runs().insertSession(tx, full().session(), T0);
                    store().update(tx, full());
                    store().insertTurn(tx, turn("t1"));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().find(KEY).map(ChatSession::label)).isEmpty();
        assertThat(store().turn("t1")).isEmpty();
    }

    @Test
    void noTwoSessionsHaveTheSameLabel() {
        insert(full());
        insert(OTHER, T0);
        assertThatThrownBy(() -> write(tx -> {
                    ChatSession other = store().find(tx, OTHER).orElseThrow();
                    store().update(tx, other.set("my room", other.settings(), false, T0));
                }))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void theLatestSessionsComeFirst() {
        insert(SessionKey.of("a"), T0);
        insert(SessionKey.of("c"), T0.plusMillis(2));
        insert(SessionKey.of("d"), T0.plusMillis(1));
        insert(SessionKey.of("b"), T0.plusMillis(1));
        assertThat(names(SessionFilter.latest(100))).containsExactly("c", "b", "d", "a");
        assertThat(names(SessionFilter.latest(2))).containsExactly("c", "b");
        assertThat(names(new SessionFilter(9, T0.plusMillis(1), null, null, null, null, true, true, false)))
                .containsExactly("c", "b", "d");
    }

    @Test
    void aListIsFiltered() {
        insert(full());
        insert(OTHER, T0);
        insert(SessionKey.of("global"), T0.plusMillis(2));
        insert(SessionKey.of("unknown"), T0.plusMillis(1));
        assertThat(names(SessionFilter.latest(9))).containsExactly("global", "unknown", "other");
        assertThat(names(new SessionFilter(9, null, null, null, null, null, false, false, true)))
                .containsExactly("room", "other");
        assertThat(names(new SessionFilter(9, null, "ops", null, null, null, true, true, true)))
                .containsExactly("other");
        assertThat(names(new SessionFilter(9, null, null, "my room", null, null, true, true, true)))
                .containsExactly("room");
        assertThat(names(new SessionFilter(9, null, null, null, "agent:main:main", null, true, true, true)))
                .containsExactly("room");
        for (String found : List.of("TITLE", "My R", ":room")) {
            assertThat(names(search(found))).as(found).containsExactly("room");
        }
        assertThat(names(search("%"))).isEmpty();
    }

    private static SessionFilter search(String text) {
        return new SessionFilter(9, null, null, null, null, text, true, true, true);
    }

    private List<String> names(SessionFilter filter) {
        return store().list(filter).stream().map(each -> each.key().name()).toList();
    }

    private static StoredTurn turn(String id) {
        return new StoredTurn(id, KEY, new RunId("r-" + id), 3, T0, null, null, null, null);
    }

    @Test
    void aTurnIsFoundAsItWasWritten() {
        StoredTurn fresh = turn("t1");
        StoredTurn command = new StoredTurn("t2", OTHER, null, 1, T0, null, null, null, null);
        write(tx -> {
            store().insertTurn(tx, fresh);
            store().insertTurn(tx, command);
        });
        assertThat(store().turn("t1")).contains(fresh);
        Optional<StoredTurn> inTx = storage.transactor().write(tx -> store().turn(tx, "t2"));
        assertThat(inTx).contains(command);
        ChatEvent.TurnEnded end = new ChatEvent.TurnEnded(
                "t1",
                9,
                ChatEvent.Outcome.ERROR,
                "text",
                "message",
                ChatEvent.ErrorKind.TIMEOUT,
                "error",
                new Usage(1, 2, 3, 4));
        StoredTurn ended = fresh.started(T0.plusMillis(1)).stopping("rpc").ended(end, T0.plusMillis(2));
        write(tx -> store().updateTurn(tx, ended));
        assertThat(store().turn("t1")).contains(ended);
        assertThatThrownBy(() -> write(tx -> store().updateTurn(tx, turn("t3"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTurnHasItsNameAlone() {
        write(tx -> store().insertTurn(tx, turn("t1")));
        assertThatThrownBy(() -> write(tx -> store().insertTurn(tx, turn("t1"))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void unfinishedTurnsAreListedInTheirOrderAndOldOnesForgotten() {
        ChatEvent.TurnEnded end =
                new ChatEvent.TurnEnded("x", 1, ChatEvent.Outcome.FINISHED, "", null, null, "stop", Usage.NONE);
        write(tx -> {
            store().insertTurn(tx, turn("z"));
            store().insertTurn(tx, turn("done").ended(end, T0));
            store().insertTurn(tx, turn("late").ended(end, T0.plusMillis(5)));
            store().insertTurn(tx, turn("a"));
        });
        assertThat(store().unfinishedTurns()).extracting(StoredTurn::id).containsExactly("z", "a");
        write(tx -> store().deleteTurnsEndedBefore(tx, T0.plusMillis(5)));
        assertThat(found("done")).isNull();
        assertThat(found("late")).isNotNull();
        assertThat(found("z")).isNotNull();
    }

    private @Nullable StoredTurn found(String id) {
        Optional<StoredTurn> turn = store().turn(id);
        return turn.orElse(null);
    }
}
