package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Entry;
import dev.switchboard.signals.Broadcast;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that have readers or a turn that goes on; all others cost nothing. Their rings together have a bound, and are emptied when nothing has
 * happened for a while. Any thread may call.
 */
final class LiveSessions {
    private static final long RINGS_CHARS = 32L * 1024 * 1024;
    private static final int ALL_ITEMS = 4096;
    private static final int ALL_CHARS = 4 * 1024 * 1024;
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Time time;
    private final ConcurrentMap<SessionKey, LiveSession> sessions = new ConcurrentHashMap<>();
    private final Broadcast.Room room = new Broadcast.Room(RINGS_CHARS);
    private final Broadcast<Posted> all = new Broadcast<>(ALL_ITEMS, ALL_CHARS, posted -> posted.weight);
    private final AtomicBoolean sweeping = new AtomicBoolean();

    LiveSessions(Time time) {
        this.time = time;
    }

    /** The session, kept until {@link #leave}. */
    LiveSession enter(SessionKey key) {
        LiveSession entered = sessions.compute(key, (id, known) -> {
            LiveSession session = known == null ? new LiveSession(key, all, room) : known;
            session.users++;
            return session;
        });
        sweepLater();
        return entered;
    }

    /** Gives back what {@link #enter} returned. */
    void leave(LiveSession session) {
        sessions.computeIfPresent(session.key, (key, known) -> {
            if (known == session && --session.users == 0) {
                session.drop();
                return null;
            }
            return known;
        });
    }

    /** Hands a committed event to whoever reads. */
    void post(SessionKey key, Entry entry, ChatEvent event, @Nullable LiveTurn turn) {
        LiveSession session = turn == null ? sessions.get(key) : turn.session;
        if (session != null) {
            session.post(entry, event, turn);
        } else if (all.readers() > 0) {
            all.publish(Posted.logged(
                    new ChatFrame.Logged(key, entry.seq(), entry.at(), false, event, 0, new Rendering()),
                    entry.payload().length()));
        }
    }

    Broadcast<Posted>.Reader joinAll(Runnable onNews) {
        return all.join(onNews);
    }

    /** How many sessions are in memory. */
    int size() {
        return sessions.size();
    }

    /** What the rings of all sessions hold, in characters. */
    long held() {
        return room.held();
    }

    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            time.schedule(QUIET, this::sweep);
        }
    }

    private void sweep() {
        Instant since = time.now().minus(QUIET);
        sessions.values().forEach(session -> session.quiet(since));
        if (all.readers() == 0) {
            all.dropAll();
        }
        sweeping.set(false);
        if (!sessions.isEmpty()) {
            sweepLater();
        }
    }
}
