package dev.switchboard.runs;

import dev.switchboard.agent.Memory;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.Recorded;
import dev.switchboard.lease.Leases;
import dev.switchboard.lease.Leases.Key;
import dev.switchboard.lease.Timers;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Digest;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunEventCodec;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunListener;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The writes of runs, each inside somebody's transaction: events with their digest and listeners, states, approvals and the end. */
final class RunRecorder {
    static final String LEASE = "run";
    static final String CANCEL = "run-cancel";
    static final String APPROVAL = "approval";

    final RunStore store;
    final Leases leases;
    final Timers timers;
    private final Journal journal;
    private final Time time;
    private final List<RunListener> listeners;
    private final RunEventCodec events = new RunEventCodec();
    private final MemoryCodec memories = new MemoryCodec();

    RunRecorder(RunStore store, Leases leases, Timers timers, Journal journal, Time time, List<RunListener> listeners) {
        this.store = store;
        this.leases = leases;
        this.timers = timers;
        this.journal = journal;
        this.time = time;
        this.listeners = List.copyOf(listeners);
    }

    /** Logs an event of the run. */
    void record(Tx tx, LiveRun live, RunEvent event) {
        Entry entry = journal.append(tx, live.run().id().events(), events, event);
        live.logged(tx, entry);
        Recorded<RunEvent> recorded = new Recorded<>(entry.stream(), entry.seq(), entry.at(), event);
        for (RunListener listener : listeners) {
            listener.recorded(tx, live.run(), recorded);
        }
    }

    /** Logs what the run must remember. */
    void remember(Tx tx, LiveRun live, Memory memory) {
        journal.append(tx, live.run().id().log(), memories, memory);
    }

    /** Accepts a new run. */
    void accept(Tx tx, LiveRun live) {
        store.insert(tx, live.run());
        leases.put(tx, new Key(LEASE, live.run().id().value()), live.run().createdAt());
        moved(tx, live);
    }

    /** Writes the run as it now stands; listeners hear of a change of status. */
    void update(Tx tx, LiveRun live, Run run) {
        boolean moves = run.status() != live.run().status();
        live.becomes(tx, run);
        store.update(tx, run);
        if (moves) {
            moved(tx, live);
        }
    }

    private void moved(Tx tx, LiveRun live) {
        for (RunListener listener : listeners) {
            listener.moved(tx, live.run());
        }
    }

    /** Marks a run as cancelled, so that a restart does not forget it. */
    void markCancelled(Tx tx, RunId id) {
        leases.put(tx, new Key(CANCEL, id.value()), time.now());
    }

    /** Writes an answer to a pending approval, and hands it to the thread that waits for it. */
    Approval answer(Tx tx, LiveRun live, Approval pending, Approval.Status status, Answer answer) {
        Approval decided = new Approval(
                pending.id(),
                pending.run(),
                pending.callId(),
                pending.sender(),
                pending.action(),
                pending.description(),
                status,
                answer.decision(),
                pending.createdAt(),
                pending.expiresAt(),
                answer.by(),
                answer.feedback());
        store.updateApproval(tx, decided);
        timers.clear(tx, new Key(APPROVAL, pending.id()));
        record(
                tx,
                live,
                new RunEvent.ApprovalAnswered(pending.id(), answer.decision(), answer.by(), answer.feedback()));
        update(
                tx,
                live,
                live.run().asking(live.run().approvalsPending() - 1, live.run().status()));
        tx.afterCommit(() -> {
            CompletableFuture<Approval> waiting = live.asked.get(decided.id());
            if (waiting != null) {
                waiting.complete(decided);
            }
        });
        return decided;
    }

    /** Ends the run: its pending approvals, then its last events. False when the ending yields to a steering message. */
    boolean end(Tx tx, LiveRun live, Ending ending) {
        RunId id = live.run().id();
        if (ending.yields() && !store.steering(tx, id).isEmpty()) {
            return false;
        }
        for (Approval pending : store.pendingApprovals(tx, id)) {
            answer(tx, live, pending, Approval.Status.EXPIRED, new Answer(Approval.Decision.REJECT, "cancel", null));
        }
        if (ending.error() != null) {
            record(tx, live, ending.error());
        }
        if (ending.older()) {
            record(tx, live, new RunEvent.RunCompleted(ending.status()));
        }
        Digest digest = live.chain().digest();
        Run ended = live.run().ended(ending.status(), ending.reason(), time.now(), digest);
        live.becomes(tx, ended);
        store.update(tx, ended);
        record(
                tx,
                live,
                new RunEvent.TurnCompleted(
                        ending.status(), ending.reason(), ended.steps(), ended.usage(), digest, ending.error()));
        store.deleteSteering(tx, id);
        leases.remove(tx, new Key(LEASE, id.value()));
        leases.remove(tx, new Key(CANCEL, id.value()));
        moved(tx, live);
        return true;
    }

    /** An answer to an approval, and who gave it. */
    record Answer(
            Approval.Decision decision, String by, @Nullable String feedback) {}
}
