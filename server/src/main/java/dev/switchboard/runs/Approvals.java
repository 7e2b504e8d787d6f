package dev.switchboard.runs;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.lease.Leases.Key;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.RunRecorder.Answer;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What tools ask people: a question is asked once for a call, and answered once, by somebody, by its deadline, or by the end of its run
 * ({@link RunRecorder#end}). Any thread may call.
 *
 * @param live the runs that have not ended, as this process has them in hand
 */
record Approvals(
        Transactor transactor,
        RunRecorder recorder,
        Time time,
        Ids ids,
        ApprovalsConfig config,
        Map<RunId, LiveRun> live) {

    /** What a call of a tool wants to be allowed. */
    record Question(String callId, String sender, Plan.Approval deed) {}

    /**
     * Asks, unless that was done before a restart.
     *
     * @param answer completed once there is one, if the returned approval is pending
     * @return the approval to wait for, or the one that was decided before a restart; null when the session has allowed the action
     */
    @Nullable
    Approval ask(Tx tx, LiveRun asking, Question question, CompletableFuture<Approval> answer) {
        asking.requireNotEnded();
        Approval known = recorder.store
                .approvalOfCall(tx, asking.run().id(), question.callId())
                .orElse(null);
        if (known == null
                && recorder.store.granted(
                        tx, asking.run().session(), question.deed().action())) {
            return null;
        }
        if (known != null && known.status() != Approval.Status.PENDING) {
            return known;
        }
        Approval pending = known == null ? asked(tx, asking, question) : known;
        if (asking.run().status() != RunStatus.WAITING) {
            recorder.update(tx, asking, asking.run().with(RunStatus.WAITING));
        }
        tx.afterCommit(() -> asking.asked.put(pending.id(), answer));
        return pending;
    }

    private Approval asked(Tx tx, LiveRun asking, Question question) {
        Instant now = time.now();
        Approval pending = new Approval(
                ids.uuid(),
                asking.run().id(),
                question.callId(),
                question.sender(),
                question.deed().action(),
                question.deed().description(),
                Approval.Status.PENDING,
                null,
                now,
                now.plus(config.timeout()),
                null,
                null);
        recorder.store.insertApproval(tx, pending);
        recorder.timers.set(tx, new Key(RunRecorder.APPROVAL, pending.id()), pending.expiresAt());
        recorder.record(
                tx,
                asking,
                new RunEvent.ApprovalRequested(
                        pending.id(),
                        pending.callId(),
                        pending.sender(),
                        pending.action(),
                        pending.description(),
                        pending.expiresAt()));
        recorder.update(tx, asking, asking.run().asking(asking.run().approvalsPending() + 1, RunStatus.WAITING));
        return pending;
    }

    /** Answers for somebody. The first answer counts. */
    Approval decide(RunId id, String approvalId, Answer answer) {
        Approval.Status status =
                answer.decision() == Approval.Decision.REJECT ? Approval.Status.REJECTED : Approval.Status.APPROVED;
        return transactor.write(tx -> {
            Approval known = recorder.store
                    .approval(tx, approvalId)
                    .filter(approval -> approval.run().equals(id))
                    .orElseThrow(() -> new ProblemException(new Problem.NotFound("approval", approvalId)));
            if (known.status() != Approval.Status.PENDING) {
                throw decided(known);
            }
            LiveRun running = live.get(id);
            if (running == null || running.handedOver()) {
                throw new ProblemException(new Problem.Unavailable(
                        "the server is going down; the approval stays pending", Duration.ofSeconds(5)));
            }
            if (answer.decision() == Approval.Decision.APPROVE_FOR_SESSION) {
                recorder.store.grant(tx, running.run().session(), known.action());
            }
            return recorder.answer(tx, running, known, status, answer);
        });
    }

    /** Nobody answered in time. */
    void expire(String approvalId) {
        transactor.write(tx -> {
            Approval known = recorder.store.approval(tx, approvalId).orElse(null);
            if (known == null || known.status() != Approval.Status.PENDING) {
                recorder.timers.clear(tx, new Key(RunRecorder.APPROVAL, approvalId));
                return null;
            }
            LiveRun running = live.get(known.run());
            if (running == null || running.handedOver()) {
                return null; // Handed over: the deadline counts at the next start.
            }
            Answer nobody = new Answer(Approval.Decision.REJECT, "deadline", "nobody answered");
            return recorder.answer(tx, running, known, Approval.Status.EXPIRED, nobody);
        });
    }

    private static ProblemException decided(Approval known) {
        String by = known.by() == null ? "cancel" : known.by();
        String decision = Wording.word(known.decision() == null ? Approval.Decision.REJECT : known.decision());
        return new ProblemException(new Problem.Conflict(
                "already_decided",
                "approval " + known.id() + " was answered by " + by + ": " + decision,
                List.of(new Problem.Fact("by", by), new Problem.Fact("decision", decision))));
    }
}
