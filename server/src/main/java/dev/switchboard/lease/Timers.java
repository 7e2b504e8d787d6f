package dev.switchboard.lease;

import dev.switchboard.lease.Leases.Key;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable timers: what is set in a transaction fires once it is due, also after a restart. A handler that fails is tried again. Any
 * thread may call.
 */
public final class Timers {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final int BATCH = 100;

    private final Leases leases;
    private final Time time;
    private final String owner;
    private final Map<String, Alarm> alarms = new HashMap<>();
    private boolean started;

    public Timers(Leases leases, Time time, String owner) {
        this.leases = leases;
        this.time = time;
        this.owner = owner;
    }

    /** The next firing of a kind. */
    private static final class Alarm {
        final Consumer<Key> handler;

        @Nullable
        Instant at;

        Time.@Nullable Scheduled scheduled;

        Alarm(Consumer<Key> handler) {
            this.handler = handler;
        }
    }

    /**
     * Says what to do when a timer of a kind fires; before {@link #start}. The handler runs on a virtual thread, one timer of the kind at
     * a time, and must {@linkplain #clear clear} the timer, or set it anew, in the transaction of its effect.
     */
    public synchronized void on(String kind, Consumer<Key> handler) {
        alarms.put(kind, new Alarm(handler));
    }

    /** Begins to fire, beginning with what was due meanwhile. */
    public void start() {
        List<String> kinds;
        synchronized (this) {
            started = true;
            kinds = List.copyOf(alarms.keySet());
        }
        kinds.forEach(kind -> leases.nextDue(kind).ifPresent(due -> arm(kind, due)));
    }

    /** Sets a timer, or moves it. */
    public void set(Tx tx, Key key, Instant due) {
        leases.put(tx, key, due);
        tx.afterCommit(() -> arm(key.kind(), due));
    }

    /** Takes a timer back. */
    public void clear(Tx tx, Key key) {
        leases.remove(tx, key);
    }

    /** Fires no more. What is set stays set for the next start. */
    public synchronized void stop() {
        started = false;
        for (Alarm alarm : alarms.values()) {
            if (alarm.scheduled != null) {
                alarm.scheduled.cancel();
            }
        }
    }

    private synchronized void arm(String kind, Instant due) {
        Alarm alarm = alarms.get(kind);
        if (!started || alarm == null || (alarm.at != null && !due.isBefore(alarm.at))) {
            return;
        }
        if (alarm.scheduled != null) {
            alarm.scheduled.cancel();
        }
        alarm.at = due;
        alarm.scheduled = time.schedule(Duration.between(time.now(), due), () -> fire(kind, alarm));
    }

    private void fire(String kind, Alarm alarm) {
        synchronized (this) {
            alarm.at = null;
            alarm.scheduled = null;
        }
        Instant again;
        try {
            boolean failed = false;
            List<Key> due;
            do {
                Instant now = time.now();
                due = leases.claim(kind, owner, now, now.plus(CLAIM), BATCH);
                for (Key key : due) {
                    failed |= !handled(alarm, key);
                }
            } while (due.size() == BATCH);
            Instant next = leases.nextDue(kind).orElse(null);
            Instant retry = failed ? time.now().plus(CLAIM) : null;
            again = next == null || (retry != null && retry.isBefore(next)) ? retry : next;
        } catch (RuntimeException e) {
            if (stopped()) {
                return; // The storage has gone from under it, and the next start finds what is due.
            }
            LOG.warn("timers of kind {} are put off: {}", kind, e.toString());
            again = time.now().plus(CLAIM);
        }
        if (again != null) {
            arm(kind, again);
        }
    }

    /** Hands one timer out; one that fails does not keep the others waiting. */
    private boolean handled(Alarm alarm, Key key) {
        try {
            alarm.handler.accept(key);
            return true;
        } catch (ProblemException e) {
            if (stopped()) {
                return false;
            }
            LOG.warn("timer {} is put off: {}", key, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("timer {} failed", key, e);
        }
        return false;
    }

    private synchronized boolean stopped() {
        return !started;
    }
}
