package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Entry;
import dev.switchboard.signals.Broadcast;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A session that has readers or a turn that goes on: where both meet. It gives the numbers of the turns and sees to it that nobody sees a
 * later number before an earlier one: from the moment an event of the log has its number until its transaction has committed or not, nothing
 * is told of the text that is being spoken.
 *
 * <p>Events come from the writer thread, spoken text from the turn's {@link Speaker}. The lock is held for the fields and for handing a frame
 * to the readers, never for the store.
 */
final class LiveSession {
    private static final int RING_ITEMS = 512;
    private static final int RING_CHARS = 256 * 1024;

    final SessionKey key;
    private final Broadcast<Posted> ring;
    private final Broadcast<Posted> all;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** How many turns and readers keep it; guarded by the map of {@link LiveSessions}. */
    int users;

    // Guarded by the lock.
    private int held;
    private long cursor;
    private @Nullable Posted spoken;
    private Instant lastPost = Instant.EPOCH;

    LiveSession(SessionKey key, Broadcast<Posted> all, Broadcast.Room room) {
        this.key = key;
        this.all = all;
        this.ring = new Broadcast<>(RING_ITEMS, RING_CHARS, posted -> posted.weight, room);
    }

    Broadcast<Posted>.Reader join(Runnable onNews) {
        return ring.join(onNews);
    }

    /** The log stands here; for a session whose turn is taken up after a restart. */
    void standsAt(long last) {
        lock.lock();
        try {
            cursor = Math.max(cursor, last);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the turn's next number to an event of this transaction. The event must be posted after the commit. */
    int number(Tx tx, LiveTurn turn) {
        return number(tx, turn, turn.whole);
    }

    /** As {@link #number(Tx, LiveTurn)}, for an event that makes this what was said to its end. */
    int number(Tx tx, LiveTurn turn, String whole) {
        lock.lock();
        try {
            int seqBefore = turn.seq;
            String wholeBefore = turn.whole;
            turn.seq = seqBefore + 1;
            turn.whole = whole;
            held++;
            tx.onRollback(() -> undo(turn, seqBefore, wholeBefore));
            return turn.seq;
        } finally {
            lock.unlock();
        }
    }

    private void undo(LiveTurn turn, int seq, String whole) {
        lock.lock();
        try {
            turn.seq = seq;
            turn.whole = whole;
            release();
        } finally {
            lock.unlock();
        }
    }

    /** The text that readers have of a turn, also of what was not said to its end. */
    String shown(LiveTurn turn) {
        lock.lock();
        try {
            return turn.shown.startsWith(turn.whole) ? turn.shown : turn.whole;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands a committed event to the readers. On the writer thread, in the order of the commits.
     *
     * @param turn the turn of the event, if it belongs to one that goes on
     */
    void post(Entry entry, ChatEvent event, @Nullable LiveTurn turn) {
        lock.lock();
        try {
            cursor = entry.seq();
            int before = turn == null ? 0 : settle(turn, event);
            lastPost = entry.at();
            if (ring.readers() > 0 || all.readers() > 0) {
                hand(Posted.logged(
                        new ChatFrame.Logged(key, cursor, entry.at(), false, event, before, new Rendering()),
                        entry.payload().length()));
            }
            if (turn != null && event instanceof ChatEvent.Numbered) {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes note of what the event does to the text; returns how much of it readers have. */
    private int settle(LiveTurn turn, ChatEvent event) {
        return switch (event) {
            case ChatEvent.AssistantSaid said -> {
                turn.settled.add(said.itemId());
                yield shows(turn, said.whole());
            }
            case ChatEvent.TakenBack taken -> {
                turn.settled.addAll(taken.items());
                yield shows(turn, taken.whole());
            }
            case ChatEvent.TurnEnded end -> {
                turn.over = true;
                yield shows(turn, end.text());
            }
            case ChatEvent.UserSaid e -> 0;
            case ChatEvent.TurnStarted e -> 0;
            case ChatEvent.Thought e -> 0;
            case ChatEvent.ToolStarted e -> 0;
            case ChatEvent.ToolEnded e -> 0;
            case ChatEvent.Used e -> 0;
            case ChatEvent.ApprovalAsked e -> 0;
            case ChatEvent.ApprovalAnswered e -> 0;
            case ChatEvent.Injected e -> 0;
            case ChatEvent.SystemNote e -> 0;
            case ChatEvent.Reset e -> 0;
            case ChatEvent.Deleted e -> 0;
        };
    }

    private int shows(LiveTurn turn, String text) {
        supersede();
        int before = text.startsWith(turn.shown) ? turn.shown.length() : 0;
        turn.shown = text;
        return before;
    }

    /**
     * Tells the readers what is being said, when that is something new. Waits while an event with a number is on its way to the log. On the
     * turn's speaker.
     *
     * @param open what is being said, by item
     * @return whether there was something new
     */
    boolean speak(LiveTurn turn, Map<String, StringBuilder> open, Instant at) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held > 0) {
                released.await();
            }
            String text = turn.with(open);
            if (turn.over || text.equals(turn.shown)) {
                return false;
            }
            boolean replaces = !text.startsWith(turn.shown);
            int before = replaces ? 0 : turn.shown.length();
            supersede();
            turn.shown = text;
            turn.seq++;
            lastPost = at;
            Posted posted = Posted.speaking(new ChatFrame.Speaking(
                    key, cursor, at, turn.id, turn.seq, text, before, replaces, new Rendering()));
            spoken = posted;
            hand(posted);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The item has come to its end for the speaker too. */
    void forget(LiveTurn turn, String item) {
        lock.lock();
        try {
            turn.settled.remove(item);
        } finally {
            lock.unlock();
        }
    }

    /** The text that is being spoken, if one is and it comes right after this position. */
    ChatFrame.@Nullable Speaking spokenAfter(long position) {
        lock.lock();
        try {
            return spoken != null
                            && spoken.frame() instanceof ChatFrame.Speaking speaking
                            && speaking.cursor() <= position
                    ? speaking
                    : null;
        } finally {
            lock.unlock();
        }
    }

    /** Empties the ring if nothing came into it since then: whoever has not read it finds it in the store. */
    void quiet(Instant since) {
        lock.lock();
        try {
            if (!lastPost.isAfter(since)) {
                ring.dropAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody uses it any more. */
    void drop() {
        ring.dropAll();
    }

    private void hand(Posted posted) {
        if (ring.readers() > 0) {
            ring.publish(posted);
        }
        if (all.readers() > 0) {
            all.publish(posted);
        }
    }

    private void supersede() {
        if (spoken != null) {
            spoken.supersede();
            spoken = null;
        }
    }

    private void release() {
        held--;
        released.signalAll();
    }
}
