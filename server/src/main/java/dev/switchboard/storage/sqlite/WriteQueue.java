package dev.switchboard.storage.sqlite;

import java.util.ArrayList;
import java.util.List;

/** The blocks that wait for the writer, first come first served, bounded. Any thread offers; the writer takes. */
final class WriteQueue {
    private final int max;
    private List<Pending<?>> waiting = new ArrayList<>();
    private boolean closed;

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
        waiting.add(pending);
        if (waiting.size() == 1) {
            notifyAll();
        }
        return Offer.TAKEN;
    }

    /** Waits for blocks and takes the first ones; none when the queue is closed and empty. An interrupt does not end the wait. */
    synchronized List<Pending<?>> take(int most) {
        boolean interrupted = false;
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return poll(most);
    }

    /** Takes the first blocks that wait now. */
    synchronized List<Pending<?>> poll(int most) {
        List<Pending<?>> taken;
        if (waiting.size() <= most) {
            taken = waiting;
            waiting = new ArrayList<>();
        } else {
            List<Pending<?>> first = waiting.subList(0, most);
            taken = List.copyOf(first);
            first.clear();
        }
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Takes no more; what waits is still handed out. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }
}
