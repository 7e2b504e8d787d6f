package dev.switchboard.runs.record;

import dev.switchboard.journal.Recorded;
import dev.switchboard.tx.Tx;

/**
 * Hears of every event of every run inside the transaction that logs it: what it writes through the {@code Tx} commits with the event.
 * Runs on the writer thread: no waiting, no I/O. What is only to be told, and not stored, goes into {@link Tx#afterCommit}.
 */
public interface RunListener {

    /**
     * Takes part in the transaction that logs an event.
     *
     * @param run as it stands with this event
     */
    void recorded(Tx tx, Run run, Recorded<RunEvent> event);

    /** The run's status changed without an event of its own: it was accepted, took a slot, or began to wait. */
    default void moved(Tx tx, Run run) {}
}
