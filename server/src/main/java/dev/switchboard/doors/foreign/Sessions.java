package dev.switchboard.doors.foreign;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.time.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The sessions of one link that somebody reads, or has read until a moment ago, by their canonical keys. Any thread may call. */
final class Sessions {
    private static final int MAX = 1_000;

    /** Positions per millisecond; more than any session has frames. */
    private static final long PER_MILLI = 1_000;

    private static final AtomicLong LATEST_BASE = new AtomicLong();

    private final Time time;

    // Guarded by this.
    private final Map<String, Session> sessions = new HashMap<>();

    Sessions(Time time) {
        this.time = time;
    }

    synchronized @Nullable Session known(String key) {
        return sessions.get(key);
    }

    /** Adds a reader to the session. */
    synchronized Session join(String key) throws GatewayException {
        Session session = sessions.get(key);
        if (session == null) {
            if (sessions.size() >= MAX) {
                throw new GatewayException(Kind.BUSY, "too many sessions are being read", null, true, null);
            }
            session = new Session(newLog());
            sessions.put(key, session);
        }
        session.joined();
        return session;
    }

    /** Takes a reader away; true when it was the last one. */
    synchronized boolean leave(Session session) {
        return session.left() == 0;
    }

    /** Forgets the session unless somebody reads it. */
    synchronized void forget(String key, Session session) {
        if (session.readers() == 0) {
            sessions.remove(key, session);
        }
    }

    /** A log that begins beyond all others. */
    SessionLog newLog() {
        return new SessionLog(base(), time);
    }

    /** Does something with each, outside the lock. */
    void each(BiConsumer<String, Session> action) {
        List<Map.Entry<String, Session>> all;
        synchronized (this) {
            all = List.copyOf(sessions.entrySet());
        }
        all.forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    /** Where a log begins to count: beyond what any earlier log can have reached, in this process or the one before. */
    private long base() {
        long now = time.now().toEpochMilli() * PER_MILLI;
        return LATEST_BASE.updateAndGet(latest -> Math.max(now, latest + PER_MILLI));
    }
}
