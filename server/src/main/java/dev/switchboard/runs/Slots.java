package dev.switchboard.runs;

import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Who may work when: at most so many runs at once, one at a time in a session, in the order of arrival; a run that comes back from
 * waiting goes ahead of those that have not begun. Any thread may call; nothing here blocks but {@link #comeBack}.
 */
final class Slots {
    private final int max;
    private final ArrayDeque<Semaphore> returning = new ArrayDeque<>();
    private final ArrayDeque<Turn> ready = new ArrayDeque<>();
    private final Map<SessionId, ArrayDeque<Turn>> sessions = new HashMap<>();
    private int taken;
    private int queued;
    private boolean closed;

    Slots(int max) {
        this.max = max;
    }

    /** A run in line. */
    private record Turn(RunId run, SessionId session, Runnable begin) {}

    /** Gets in line behind the others and behind the session's other runs. {@code begin} is called once, by any thread, holding a slot. */
    void enter(RunId run, SessionId session, Runnable begin) {
        Turn turn = new Turn(run, session, begin);
        synchronized (this) {
            queued++;
            ArrayDeque<Turn> line = sessions.computeIfAbsent(session, id -> new ArrayDeque<>());
            line.addLast(turn);
            if (line.size() == 1) {
                ready.addLast(turn);
            }
        }
        hand();
    }

    /** Leaves the line. False when the run is not in it: it has begun, or was never there. */
    boolean withdraw(RunId run, SessionId session) {
        synchronized (this) {
            ArrayDeque<Turn> line = sessions.get(session);
            Turn turn = line == null
                    ? null
                    : line.stream()
                            .filter(each -> each.run().equals(run))
                            .findFirst()
                            .orElse(null);
            if (line == null || turn == null) {
                return false;
            }
            boolean first = line.getFirst().equals(turn);
            if (first && !ready.remove(turn)) {
                return false;
            }
            line.remove(turn);
            queued--;
            if (first) {
                next(session, line);
            }
        }
        hand();
        return true;
    }

    /** The run has ended: gives its slot back, if it holds one, and lets the session's next run into the line. */
    void leave(SessionId session, boolean holdsSlot) {
        synchronized (this) {
            if (holdsSlot) {
                taken--;
            }
            ArrayDeque<Turn> line = sessions.get(session);
            if (line != null) {
                line.removeFirst();
                next(session, line);
            }
        }
        hand();
    }

    /** Gives the slot back for a while; the session stays this run's. */
    void stepAside() {
        synchronized (this) {
            taken--;
        }
        hand();
    }

    /** Waits for a slot ahead of the line. When interrupted, no slot is held. */
    void comeBack() throws InterruptedException {
        Semaphore slot = new Semaphore(0);
        synchronized (this) {
            returning.addLast(slot);
        }
        hand();
        try {
            slot.acquire();
        } catch (InterruptedException e) {
            boolean had;
            synchronized (this) {
                had = !returning.remove(slot);
                if (had) {
                    taken--;
                }
            }
            hand();
            throw e;
        }
    }

    /** Nobody begins any more. */
    synchronized void close() {
        closed = true;
    }

    synchronized int queued() {
        return queued;
    }

    /** Whether a run that enters now would have to wait. */
    synchronized boolean full() {
        return taken >= max;
    }

    private void next(SessionId session, ArrayDeque<Turn> line) {
        if (line.isEmpty()) {
            sessions.remove(session);
        } else {
            ready.addLast(line.getFirst());
        }
    }

    private void hand() {
        while (true) {
            Runnable go;
            synchronized (this) {
                if (closed || taken >= max) {
                    return;
                }
                Semaphore back = returning.pollFirst();
                if (back != null) {
                    go = back::release;
                } else {
                    Turn turn = ready.pollFirst();
                    if (turn == null) {
                        return;
                    }
                    queued--;
                    go = turn.begin();
                }
                taken++;
            }
            go.run();
        }
    }
}
