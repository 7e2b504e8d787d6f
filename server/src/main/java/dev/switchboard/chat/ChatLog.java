package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEventCodec;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.Recorded;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunListener;
import dev.switchboard.signals.Feed;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of the sessions, and the turns that go on. What a run does becomes what happens in its session, inside the run's own transaction:
 * durable before it is seen, and exactly once. It is one of the listeners of the runs.
 */
public final class ChatLog implements RunListener {
    /** The kind of origin of the runs that are turns. */
    static final String ORIGIN = "chat";

    private static final Logger LOG = LoggerFactory.getLogger(ChatLog.class);
    private static final ChatEventCodec CODEC = new ChatEventCodec();
    private static final String RETRY = "retry";
    private static final String RESTART = "server_restart";

    /** More numbers than are given to spoken text between two events of the log. */
    private static final int RESTART_GAP = 100_000;

    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_CHARS = 4 << 20;

    private final Journal journal;
    private final ChatStore store;
    private final Feed feed;
    private final Time time;
    private final LiveSessions sessions;
    private final Retention retention;
    private final ConcurrentMap<String, LiveTurn> turns = new ConcurrentHashMap<>();

    public ChatLog(Transactor transactor, Journal journal, ChatStore store, Feed feed, Time time, ChatConfig config) {
        this.journal = journal;
        this.store = store;
        this.feed = feed;
        this.time = time;
        this.sessions = new LiveSessions(time);
        this.retention = new Retention(transactor, journal, this::firstNeeded, config.keptEvents());
    }

    /** Takes in hand the turns that an earlier process left unfinished. Before the runs are taken up, which go on with them. */
    public void load() {
        for (StoredTurn stored : store.unfinishedTurns()) {
            RunId run = stored.run();
            if (run == null) {
                throw new IllegalStateException("turn " + stored.id() + " has neither a run nor an end");
            }
            LiveTurn turn = new LiveTurn(stored, run, sessions.enter(stored.session()));
            turns.put(turn.id, turn);
            recall(turn);
        }
    }

    /** Brings a turn to where its log stands. */
    private void recall(LiveTurn turn) {
        long after = turn.firstCursor - 1;
        List<Entry> page = journal.read(turn.key.events(), after, PAGE_ENTRIES, PAGE_CHARS);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (event(entry) instanceof ChatEvent.OfTurn own && own.turn().equals(turn.id)) {
                    recall(turn, own);
                }
            }
            after = page.getLast().seq();
            page = journal.read(turn.key.events(), after, PAGE_ENTRIES, PAGE_CHARS);
        }
        turn.session.standsAt(after);
        if (turn.seq > 0) {
            turn.seq += RESTART_GAP;
        }
    }

    private static void recall(LiveTurn turn, ChatEvent.OfTurn event) {
        if (event instanceof ChatEvent.Numbered numbered) {
            turn.seq = numbered.seq();
        }
        if (event instanceof ChatEvent.AssistantSaid said) {
            turn.whole = said.whole();
        } else if (event instanceof ChatEvent.TakenBack taken) {
            turn.whole = taken.whole();
        } else if (event instanceof ChatEvent.ToolStarted call) {
            turn.tools.put(call.callId(), call.name());
        } else if (event instanceof ChatEvent.ToolEnded call) {
            turn.tools.remove(call.callId());
        }
        turn.shown = turn.whole;
    }

    static ChatEvent event(Entry entry) {
        return CODEC.decode(entry.type(), entry.version(), entry.payload());
    }

    LiveSessions sessions() {
        return sessions;
    }

    /** The turn of this name, if it goes on. */
    Optional<LiveTurn> turn(String id) {
        return Optional.ofNullable(turns.get(id));
    }

    /** The turns of a session that go on, in their order. */
    List<LiveTurn> turns(SessionKey key) {
        return turns.values().stream()
                .filter(turn -> turn.key.equals(key))
                .sorted(Comparator.comparingLong((LiveTurn turn) -> turn.firstCursor)
                        .thenComparing(turn -> turn.id))
                .toList();
    }

    /** How many turns go on. */
    int turns() {
        return turns.size();
    }

    /** The first event of a session's log that a turn which goes on needs after a restart. */
    private long firstNeeded(SessionKey key) {
        return turns.values().stream()
                .filter(turn -> turn.key.equals(key))
                .mapToLong(turn -> turn.firstCursor)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Forgets the events of a session up to this one. */
    void forget(SessionKey key, long upTo) {
        retention.forget(key, upTo);
    }

    /** Logs an event of a session that belongs to no turn which goes on; readers get it after the commit. */
    Entry append(Tx tx, SessionKey key, ChatEvent event) {
        return append(tx, key, event, null);
    }

    private Entry append(Tx tx, SessionKey key, ChatEvent event, @Nullable LiveTurn turn) {
        Entry entry = journal.append(tx, key.events(), CODEC, event);
        tx.afterCommit(() -> {
            sessions.post(key, entry, event, turn);
            retention.grown(key, entry.seq());
        });
        return entry;
    }

    /** Takes a new turn in hand. */
    void begin(Tx tx, StoredTurn stored, RunId run) {
        store.insertTurn(tx, stored);
        LiveTurn turn = new LiveTurn(stored, run, sessions.enter(stored.session()));
        turns.put(turn.id, turn);
        tx.onRollback(() -> {
            turns.remove(turn.id, turn);
            sessions.leave(turn.session);
            turn.ended.cancel(false);
        });
    }

    @Override
    public void recorded(Tx tx, Run run, Recorded<RunEvent> recorded) {
        if (!run.spec().origin().kind().equals(ORIGIN)) {
            return;
        }
        LiveTurn turn = turns.get(run.spec().origin().ref());
        if (turn == null) {
            LOG.error("an event of a turn that is not in hand run={} seq={}", run.id(), recorded.seq());
            return;
        }
        recorded(tx, turn, run, recorded);
    }

    private void recorded(Tx tx, LiveTurn turn, Run run, Recorded<RunEvent> recorded) {
        switch (recorded.event()) {
            case RunEvent.TurnStarted e -> started(tx, turn, run, recorded);
            case RunEvent.Resumed e -> {
                append(tx, turn, seq -> new ChatEvent.TakenBack(turn.id, seq, turn.whole, List.of(), RESTART));
                tx.afterCommit(() -> speak(turn, recorded.seq()));
            }
            case RunEvent.StepRetry e -> {
                if (!e.discarded().isEmpty()) {
                    append(tx, turn, seq -> new ChatEvent.TakenBack(turn.id, seq, turn.whole, e.discarded(), RETRY));
                }
            }
            case RunEvent.Thought e ->
                append(tx, turn.key, new ChatEvent.Thought(turn.id, e.itemId(), Cut.to(e.text(), Cut.SAID_MAX)), turn);
            case RunEvent.ItemCompleted(RunEvent.Item item) -> said(tx, turn, item, recorded);
            case RunEvent.ToolCalled e -> called(tx, turn, e);
            case RunEvent.ToolEnded e -> returned(tx, turn, e);
            case RunEvent.UsageReported e -> append(tx, turn.key, new ChatEvent.Used(turn.id, e.usage()), turn);
            case RunEvent.ApprovalRequested e -> asked(tx, turn, e, recorded);
            case RunEvent.ApprovalAnswered e ->
                append(
                        tx,
                        turn,
                        seq -> new ChatEvent.ApprovalAnswered(
                                turn.id, seq, e.approvalId(), e.decision(), e.by(), e.feedback()));
            case RunEvent.Steered e -> {
                append(
                        tx,
                        turn.key,
                        new ChatEvent.UserSaid(
                                turn.id, Cut.to(e.text(), Cut.SAID_MAX), List.of(), ChatEvent.Origin.STEERING),
                        turn);
                update(tx, turn.key, session -> session.said(e.text(), recorded.at()));
            }
            case RunEvent.TurnCompleted e -> ended(tx, turn, run, e, recorded);
            case RunEvent.ThreadStarted e -> {}
            case RunEvent.StepBegin e -> {}
            case RunEvent.StepInterrupted e -> {}
            case RunEvent.ItemStarted e -> {}
            case RunEvent.StatusUpdate e -> {}
            case RunEvent.Nested e -> {}
            case RunEvent.Failed e -> {}
            case RunEvent.RunCompleted e -> {}
        }
    }

    private void started(Tx tx, LiveTurn turn, Run run, Recorded<RunEvent> recorded) {
        append(tx, turn, seq -> new ChatEvent.TurnStarted(turn.id, seq, turn.run, run.modelName()));
        store.turn(tx, turn.id).ifPresent(stored -> store.updateTurn(tx, stored.started(recorded.at())));
        tx.afterCommit(() -> speak(turn, recorded.seq()));
    }

    private void said(Tx tx, LiveTurn turn, RunEvent.Item item, Recorded<RunEvent> recorded) {
        String text = Cut.to(item.text(), Cut.SAID_MAX);
        String whole = turn.with(text);
        int seq = turn.session.number(tx, turn, whole);
        append(tx, turn.key, new ChatEvent.AssistantSaid(turn.id, seq, item.id(), text, whole), turn);
        update(tx, turn.key, session -> session.said(text, recorded.at()));
    }

    private void called(Tx tx, LiveTurn turn, RunEvent.ToolCalled event) {
        String callId = event.call().id();
        String name = event.call().name();
        turn.tools.put(callId, name);
        tx.onRollback(() -> turn.tools.remove(callId));
        String args = Cut.to(event.call().arguments(), Cut.TOOL_MAX);
        append(tx, turn, seq -> new ChatEvent.ToolStarted(turn.id, seq, callId, name, args));
    }

    private void returned(Tx tx, LiveTurn turn, RunEvent.ToolEnded event) {
        String name = turn.tools.remove(event.callId());
        if (name != null) {
            tx.onRollback(() -> turn.tools.put(event.callId(), name));
        }
        String told = event.result().output().isEmpty()
                ? event.result().message()
                : event.result().output();
        String result = Cut.to(told, Cut.TOOL_MAX);
        append(
                tx,
                turn,
                seq -> new ChatEvent.ToolEnded(
                        turn.id,
                        seq,
                        event.callId(),
                        name == null ? "" : name,
                        result,
                        !event.result().ok()));
    }

    private void asked(Tx tx, LiveTurn turn, RunEvent.ApprovalRequested event, Recorded<RunEvent> recorded) {
        append(
                tx,
                turn,
                seq -> new ChatEvent.ApprovalAsked(
                        turn.id,
                        seq,
                        event.approvalId(),
                        event.callId(),
                        event.sender(),
                        event.action(),
                        Cut.to(event.description(), Cut.TOOL_MAX),
                        event.expiresAt()));
        update(tx, turn.key, session -> session.said(event.sender() + " wants to " + event.action(), recorded.at()));
    }

    private void ended(Tx tx, LiveTurn turn, Run run, RunEvent.TurnCompleted event, Recorded<RunEvent> recorded) {
        StoredTurn stored = store.turn(tx, turn.id)
                .orElseThrow(() -> new IllegalStateException("turn " + turn.id + " is not stored"));
        ChatEvent.TurnEnded[] end = new ChatEvent.TurnEnded[1];
        append(tx, turn, seq -> {
            end[0] = Endings.of(turn, seq, event, stored.stopReason());
            return end[0];
        });
        store.updateTurn(tx, stored.ended(end[0], recorded.at()));
        update(tx, turn.key, session -> session.used(event.usage(), run.modelName(), recorded.at()));
        tx.afterCommit(() -> {
            turns.remove(turn.id, turn);
            sessions.leave(turn.session);
            turn.ended.complete(end[0]);
        });
    }

    /** Logs an event with the turn's next number. */
    private void append(Tx tx, LiveTurn turn, Numbering event) {
        append(tx, turn.key, event.with(turn.session.number(tx, turn)), turn);
    }

    /** Changes a session that has not been deleted meanwhile. */
    private void update(Tx tx, SessionKey key, UnaryOperator<ChatSession> change) {
        store.find(tx, key).ifPresent(session -> store.update(tx, change.apply(session)));
    }

    private void speak(LiveTurn turn, long after) {
        Thread.ofVirtual().name("speaker-" + turn.id).start(new Speaker(turn, feed, after, time));
    }

    /** Makes an event of its number. */
    private interface Numbering {
        ChatEvent.Numbered with(int seq);
    }
}
