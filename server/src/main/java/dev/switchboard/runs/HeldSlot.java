package dev.switchboard.runs;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The slot of one run at work: others have it while somebody of the run waits, and for good once the run has left. Any thread of the run
 * may call, also one that is late.
 */
final class HeldSlot {
    private final Slots slots;
    private final ReentrantLock comingBack = new ReentrantLock();
    private int waiting;
    private boolean held = true;
    private boolean left;

    HeldSlot(Slots slots) {
        this.slots = slots;
    }

    /** A thread of the run begins to wait for somebody. */
    void stepAside() {
        synchronized (this) {
            waiting++;
            if (!held) {
                return;
            }
            held = false;
        }
        slots.stepAside();
    }

    /** A thread waits no more. When it was the last, the run takes a slot again, for which this waits; one thread at a time does. */
    void comeBack() throws InterruptedException {
        synchronized (this) {
            if (--waiting > 0) {
                return;
            }
        }
        comingBack.lockInterruptibly();
        try {
            if (lacksSlot()) {
                slots.comeBack();
                took();
            }
        } finally {
            comingBack.unlock();
        }
    }

    /** The run's work is over, whatever its threads still do. Returns whether a slot was held, which the caller gives back. */
    synchronized boolean leave() {
        boolean had = held;
        held = false;
        left = true;
        return had;
    }

    private synchronized boolean lacksSlot() {
        return !held && !left;
    }

    private void took() {
        synchronized (this) {
            held = !left;
            if (held) {
                return;
            }
        }
        slots.stepAside();
    }
}
