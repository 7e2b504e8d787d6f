package dev.switchboard.runs;

import dev.switchboard.journal.Entry;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.tx.Tx;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A run that has not ended, as this process has it in hand. {@code state} changes on the writer thread only. */
final class LiveRun {
    /** With its secrets; what is stored has none. */
    final RunSpec spec;

    /** Whether an earlier process had begun it. */
    final boolean resumed;

    /** Whether its session has no other run, so that there is nothing to recall. */
    final boolean newSession;

    /** Steering messages that nobody has taken. */
    final AtomicInteger steering = new AtomicInteger();

    /** Approvals that a thread of the run is waiting for, by their id. */
    final Map<String, CompletableFuture<Approval>> asked = new ConcurrentHashMap<>();

    final CountDownLatch gone = new CountDownLatch(1);
    private volatile State state;
    private @Nullable Thread worker;
    private @Nullable Stop stop;
    private volatile boolean handedOver;

    /** Why a run is stopped from outside. */
    enum Stop {
        CANCELLED,
        OUT_OF_TIME,
        /** The server goes down and the run is bound to its reader. */
        GOING_DOWN,
        /** The server goes down and the run will be taken up again by the next one. */
        HANDED_OVER
    }

    /** What the run's transactions change together. */
    private record State(Run run, DigestChain chain) {}

    LiveRun(Run run, RunSpec spec, DigestChain chain, boolean resumed, boolean newSession) {
        this.spec = spec;
        this.state = new State(run, chain);
        this.resumed = resumed;
        this.newSession = newSession;
    }

    Run run() {
        return state.run;
    }

    DigestChain chain() {
        return state.chain;
    }

    void logged(Tx tx, Entry entry) {
        change(tx, new State(state.run.at(entry.seq()), state.chain.with(entry)));
    }

    void becomes(Tx tx, Run run) {
        change(tx, new State(run, state.chain));
    }

    /** Inside a transaction: a tool that was given up and comes back late must not write behind the end. */
    void requireNotEnded() {
        if (run().status().ended()) {
            throw new IllegalStateException("the run has ended");
        }
    }

    private void change(Tx tx, State next) {
        State before = state;
        tx.onRollback(() -> state = before);
        state = next;
    }

    /** The calling thread does the run's work from here on; a stop that came before interrupts it now. */
    synchronized void begins() {
        worker = Thread.currentThread();
        if (stop != null) {
            worker.interrupt();
        }
    }

    /** The work is done: no stop interrupts the calling thread any more. */
    synchronized void stopsNoMore() {
        worker = null;
        Thread.interrupted();
    }

    /** Stops the run's work; the first reason counts. */
    synchronized void stop(Stop why) {
        if (stop == null) {
            stop = why;
            if (why == Stop.HANDED_OVER) {
                handOver();
            }
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    synchronized @Nullable Stop stopped() {
        return stop;
    }

    /** From here on nothing of the run is logged in this process. */
    void handOver() {
        handedOver = true;
    }

    boolean handedOver() {
        return handedOver;
    }
}
