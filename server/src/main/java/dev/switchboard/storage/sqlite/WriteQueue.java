package dev.switchboard.storage.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that wait for the writer, first come first served. As many as the bound may wait, and as many again may have been taken.
 * Any thread offers; the writer thread takes.
 */
final class WriteQueue {
    private final int max;
    private Deque<Pending<?>> waiting = new ArrayDeque<>();
    private boolean closed;

    /** What the writer thread has taken out of the queue and not handed on. Its own, so that it needs the lock once for many. */
    private Deque<Pending<?>> taken = new ArrayDeque<>();

    WriteQueue(int max) {
        this.max = max;
    }

    synchronized Offer offer(Pending<?> pending) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (waiting.size() >= max) {
            return Offer.FULL;
        }
        waiting.addLast(pending);
        if (waiting.size() == 1) {
            notifyAll();
        }
        return Offer.TAKEN;
    }

    /** Waits until there is a block. False when the queue is closed and empty. An interrupt does not end the wait. */
    boolean await() {
        if (taken.isEmpty()) {
            take(true);
        }
        return !taken.isEmpty();
    }

    /** The next block, if there is one now. */
    @Nullable
    Pending<?> poll() {
        if (taken.isEmpty()) {
            take(false);
        }
        return taken.pollFirst();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Takes no more; what waits is still handed out. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void take(boolean waits) {
        boolean interrupted = false;
        while (waits && waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        Deque<Pending<?>> empty = taken;
        taken = waiting;
        waiting = empty;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }
}
