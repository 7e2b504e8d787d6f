package dev.switchboard.runs;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.lease.Leases;
import dev.switchboard.lease.Timers;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.LiveRun.Stop;
import dev.switchboard.runs.RunRecorder.Answer;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunListener;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.runs.record.RunStore.IdempotentStart;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.signals.Feed;
import dev.switchboard.signals.Follower;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs: starts them, lets callers follow, steer, approve and cancel them, and takes them up again after a restart. Any thread may
 * call; every method blocks until its answer is durable.
 */
public final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final Duration IDEMPOTENCY = Duration.ofHours(24);
    private static final Duration LETTING_GO = Duration.ofSeconds(4);
    private static final int STEERING_MAX = 100;

    private final RunEnvironment env;
    private final RunRecorder recorder;
    private final Janitor janitor;
    private final ConcurrentMap<RunId, LiveRun> live = new ConcurrentHashMap<>();
    private final AtomicInteger entering = new AtomicInteger();
    private volatile boolean recovered;
    private volatile boolean draining;

    /**
     * What runs stand on.
     *
     * @param listeners called inside the transaction of each event
     */
    public record Parts(
            Transactor transactor,
            Journal journal,
            RunStore store,
            Leases leases,
            Timers timers,
            Feed feed,
            Agents agents,
            ModelChooser models,
            Leftovers leftovers,
            Time time,
            Ids ids,
            RunsConfig config,
            ApprovalsConfig approvals,
            List<RunListener> listeners) {}

    public Runs(Parts parts) {
        recorder = new RunRecorder(
                parts.store(), parts.leases(), parts.timers(), parts.journal(), parts.time(), parts.listeners());
        env = new RunEnvironment(
                parts.transactor(),
                parts.journal(),
                parts.feed(),
                recorder,
                new Slots(parts.config().maxRunning()),
                parts.agents(),
                parts.models(),
                parts.leftovers(),
                parts.time(),
                parts.ids(),
                parts.config(),
                new Approvals(parts.transactor(), recorder, parts.time(), parts.ids(), parts.approvals(), live),
                this::left);
        janitor = new Janitor(env);
        parts.timers().on(RunRecorder.APPROVAL, key -> env.approvals().expire(key.id()));
        parts.timers().on(Janitor.KIND, janitor::sweep);
    }

    /**
     * Takes up what an earlier process left unfinished; until then everything else is refused with {@code Unavailable}. Runs that were bound to their reader end here; what
     * their tools left at work is ended first.
     */
    public void recover() {
        Recovery recovery = new Recovery(env);
        for (Run run : recorder.store.unfinished()) {
            LiveRun taken = recovery.take(run);
            live.put(run.id(), taken);
            RunWork work = new RunWork(env, taken);
            if (taken.resumed) {
                work.endLeftovers();
            }
            Optional<Ending> end = recovery.endsNow(run);
            if (end.isPresent()) {
                env.insist(taken, tx -> recorder.end(tx, taken, end.get()));
                left(taken);
            } else {
                enter(taken, work);
            }
        }
        janitor.start();
        recovered = true;
    }

    /**
     * Accepts a run. It is durable when this returns, and begins as soon as its session and a slot are free.
     *
     * @param session to continue; absent for a new one
     * @throws ProblemException {@code NotFound} for an unknown session, {@code Conflict} ({@code session_busy},
     *     {@code idempotency_key_reused}), {@code TooBusy} when the queue is full, {@code Unavailable} while draining
     */
    public Started start(
            Principal principal, RunSpec spec, @Nullable SessionId session, OnBusy onBusy, @Nullable Idempotency key) {
        refuseWhileDraining(principal);
        LiveRun fresh = fresh(spec, session);
        return env.transactor().write(tx -> start(tx, fresh, session, onBusy, named(principal, key)));
    }

    /**
     * As {@link #start(Principal, RunSpec, SessionId, OnBusy, Idempotency)}, inside the caller's transaction: the run is accepted when that
     * commits. It is queued behind the session's other runs.
     */
    public Run start(Tx tx, Principal principal, RunSpec spec, SessionId session) {
        refuseWhileDraining(principal);
        return start(tx, fresh(spec, session), session, OnBusy.QUEUE, null).run();
    }

    /** Opens a session that has no run yet. */
    public SessionId openSession(Tx tx, Principal principal) {
        refuseWhileDraining(principal);
        SessionId session = new SessionId(env.ids().uuid());
        recorder.store.insertSession(tx, session, env.time().now());
        return session;
    }

    private void refuseWhileDraining(Principal principal) {
        allow(principal);
        if (draining) {
            throw new ProblemException(new Problem.Unavailable("the server is going down", Duration.ofSeconds(5)));
        }
    }

    private LiveRun fresh(RunSpec spec, @Nullable SessionId session) {
        Run run = new Run(
                new RunId(env.ids().uuid()),
                session == null ? new SessionId(env.ids().uuid()) : session,
                spec.withoutSecrets(),
                RunStatus.QUEUED,
                null,
                "",
                env.time().now(),
                null,
                null,
                0,
                Usage.NONE,
                1,
                0,
                0,
                null);
        return new LiveRun(run, spec, DigestChain.EMPTY, false, session == null);
    }

    private Started start(Tx tx, LiveRun fresh, @Nullable SessionId session, OnBusy onBusy, @Nullable Idempotency key) {
        RunStore store = recorder.store;
        Run run = fresh.run();
        if (key != null) {
            IdempotentStart earlier = store.idempotentStart(tx, key.key())
                    .filter(start -> start.createdAt().isAfter(env.time().now().minus(IDEMPOTENCY)))
                    .orElse(null);
            if (earlier != null) {
                return repeated(tx, earlier, key);
            }
            store.deleteIdempotentStarts(tx, env.time().now().minus(IDEMPOTENCY).plusMillis(1));
            store.insertIdempotentStart(
                    tx, new IdempotentStart(key.key(), key.fingerprint(), run.id(), run.createdAt()));
        }
        if (session == null) {
            store.insertSession(tx, run.session(), run.createdAt());
        } else if (!store.sessionExists(tx, session)) {
            throw new ProblemException(new Problem.NotFound("session", session.value()));
        } else if (onBusy == OnBusy.REJECT && busy(session)) {
            throw new ProblemException(
                    new Problem.Conflict("session_busy", "session " + session + " has a run that has not ended"));
        }
        int waiting = env.slots().queued() + entering.get();
        boolean waits = env.slots().full() || (session != null && busy(session));
        if (waits && waiting >= env.config().maxQueued()) {
            throw new ProblemException(new Problem.TooBusy(
                    waiting + " runs are queued (expected: at most runs.max-queued, which is "
                            + env.config().maxQueued() + ")",
                    Duration.ofSeconds(5)));
        }
        recorder.accept(tx, fresh);
        live.put(run.id(), fresh);
        entering.incrementAndGet();
        tx.onRollback(() -> {
            live.remove(run.id());
            entering.decrementAndGet();
        });
        tx.afterCommit(() -> {
            entering.decrementAndGet();
            enter(fresh, new RunWork(env, fresh));
        });
        return new Started(run, false);
    }

    private Started repeated(Tx tx, IdempotentStart earlier, Idempotency key) {
        if (!earlier.fingerprint().equals(key.fingerprint())) {
            throw new ProblemException(new Problem.Conflict(
                    "idempotency_key_reused",
                    "Idempotency-Key: used before with another request (expected: the same body, or a new key)"));
        }
        Run run = recorder.store
                .find(tx, earlier.run())
                .orElseThrow(() -> new ProblemException(
                        new Problem.NotFound("run", earlier.run().value())));
        return new Started(run, true);
    }

    private boolean busy(SessionId session) {
        return live.values().stream()
                .map(LiveRun::run)
                .anyMatch(
                        each -> each.session().equals(session) && !each.status().ended());
    }

    private static @Nullable Idempotency named(Principal principal, @Nullable Idempotency key) {
        return key == null ? null : new Idempotency(principal.signature() + "/" + key.key(), key.fingerprint());
    }

    private void enter(LiveRun entering, RunWork work) {
        env.slots()
                .enter(
                        entering.run().id(),
                        entering.run().session(),
                        () -> Thread.ofVirtual()
                                .name("run-" + entering.run().id())
                                .start(work));
    }

    private void left(LiveRun ended) {
        live.remove(ended.run().id());
        ended.gone.countDown();
    }

    public Run get(Principal principal, RunId id) {
        allow(principal);
        return recorder.store.find(id).orElseThrow(() -> unknown(id));
    }

    public List<Run> list(Principal principal, RunStore.Filter filter) {
        allow(principal);
        return recorder.store.list(filter);
    }

    /** Asks a run to end as cancelled. May be repeated until it has ended; {@code NotFound} after that. */
    public void cancel(Principal principal, RunId id) {
        allow(principal);
        LiveRun running = live.get(id);
        if (running == null) {
            throw unknown(id);
        }
        cancel(running);
    }

    /** The connection that started the run is gone: a run that is bound to it is cancelled, any other goes on. */
    public void readerGone(RunId id) {
        LiveRun running = live.get(id);
        if (running != null && running.spec.onDisconnect() == RunSpec.OnDisconnect.CANCEL) {
            try {
                cancel(running);
            } catch (ProblemException e) {
                LOG.warn("a run without its reader is cancelled in memory only run={}: {}", id, e.getMessage());
                running.stop(Stop.CANCELLED);
            }
        }
    }

    private void cancel(LiveRun running) {
        RunId id = running.run().id();
        boolean withdrawn = env.slots().withdraw(id, running.run().session());
        if (withdrawn) {
            env.insist(running, tx -> recorder.end(tx, running, Ending.cancelled()));
            left(running);
            return;
        }
        env.transactor().write(tx -> {
            if (running.run().status().ended()) {
                throw unknown(id);
            }
            recorder.markCancelled(tx, id);
            return null;
        });
        running.stop(Stop.CANCELLED);
    }

    /**
     * Follows a run's events from a number on.
     *
     * @throws ProblemException {@code NotFound}, {@code BeyondEnd} or {@code PastRetention}
     */
    public Follower follow(Principal principal, RunId id, long after, boolean deltas) {
        allow(principal);
        if (after != 0 || !live.containsKey(id)) {
            Run run = get(principal, id);
            Extent kept = new Extent(run.firstSeq(), run.lastSeq());
            if (after > kept.lastSeq()) {
                throw new ProblemException(new Problem.BeyondEnd(after, kept.lastSeq()));
            }
            if (after + 1 < kept.firstSeq()) {
                throw new ProblemException(new Problem.PastRetention(after, kept.firstSeq()));
            }
        }
        return env.feed().follow(id.events(), after, deltas);
    }

    /** Sends a message to a run; it joins the conversation before the next step. {@code Conflict} ({@code run_ended}) when it has ended. */
    public void steer(Principal principal, RunId id, String text) {
        allow(principal);
        env.transactor().write(tx -> {
            LiveRun running = live.get(id);
            if (running == null || running.run().status().ended()) {
                if (recorder.store.find(tx, id).isEmpty()) {
                    throw unknown(id);
                }
                throw new ProblemException(new Problem.Conflict("run_ended", "run " + id + " has ended"));
            }
            if (running.steering.get() >= STEERING_MAX) {
                throw new ProblemException(new Problem.TooBusy(
                        STEERING_MAX + " messages are waiting for the run's next step", Duration.ofSeconds(5)));
            }
            recorder.store.insertSteering(tx, id, text, env.time().now());
            running.steering.incrementAndGet();
            tx.onRollback(running.steering::decrementAndGet);
            return null;
        });
    }

    /** Approvals of one run, oldest first. */
    public List<Approval> approvals(Principal principal, RunId id) {
        get(principal, id);
        return recorder.store.approvals(id);
    }

    /** Approvals of all runs, newest first. */
    public List<Approval> approvals(
            Principal principal, Approval.@Nullable Status status, int max, RunStore.@Nullable Cursor after) {
        allow(principal);
        return recorder.store.approvals(status, max, after);
    }

    /**
     * Answers an approval. The first answer wins; a later one is a {@code Conflict} ({@code already_decided}) with the facts {@code by}
     * and {@code decision}.
     */
    public Approval decide(
            Principal principal, RunId id, String approvalId, Approval.Decision decision, @Nullable String feedback) {
        allow(principal);
        return env.approvals().decide(id, approvalId, new Answer(decision, principal.signature(), feedback));
    }

    public Load load() {
        int running = 0;
        int waiting = 0;
        int queued = 0;
        for (LiveRun each : live.values()) {
            switch (each.run().status()) {
                case QUEUED -> queued++;
                case RUNNING -> running++;
                case WAITING -> waiting++;
                case FINISHED, ERROR, CANCELLED, MAX_STEPS_REACHED -> {}
            }
        }
        return new Load(queued, running, waiting);
    }

    /**
     * Goes down in order: accepts no more, lets runs end until the deadline, then hands those that outlive their reader over to the next
     * start and ends the others, for which there are a few seconds more. Nothing is logged by a run after this returns.
     *
     * @return whether every run had ended by itself
     */
    public boolean drain(Duration patience) throws InterruptedException {
        draining = true;
        env.slots().close();
        Instant deadline = env.time().now().plus(patience);
        boolean all = true;
        for (LiveRun each : live.values()) {
            boolean idle = each.run().status() != RunStatus.RUNNING;
            Duration left = idle ? Duration.ZERO : Duration.between(env.time().now(), deadline);
            all &= each.gone.await(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        }
        for (LiveRun each : live.values()) {
            each.stop(each.spec.onDisconnect() == RunSpec.OnDisconnect.CANCEL ? Stop.GOING_DOWN : Stop.HANDED_OVER);
        }
        long until = env.time().nanos() + LETTING_GO.toNanos();
        for (LiveRun each : live.values()) {
            if (each.run().status() != RunStatus.QUEUED
                    && !each.gone.await(Math.max(0, until - env.time().nanos()), TimeUnit.NANOSECONDS)) {
                LOG.warn("a run did not let go run={}", each.run().id());
            }
        }
        live.values().forEach(LiveRun::handOver);
        return all;
    }

    private void allow(Principal principal) {
        if (!recovered) {
            throw new ProblemException(new Problem.Unavailable("the server is starting", Duration.ofSeconds(1)));
        }
        switch (principal) {
            case Principal.Operator p -> {}
            case Principal.Local p -> {}
            case Principal.Agent p ->
                throw new ProblemException(new Problem.Forbidden(
                        "an agent of the platform may not see or start runs", "call with the operator's token"));
        }
    }

    private static ProblemException unknown(RunId id) {
        return new ProblemException(new Problem.NotFound("run", id.value()));
    }

    /** What to do when the session has a run that has not ended. */
    public enum OnBusy {
        QUEUE,
        REJECT
    }

    /** Makes a start repeatable for 24 hours. */
    public record Idempotency(String key, String fingerprint) {}

    /**
     * An accepted start.
     *
     * @param replayed whether this is the run of an earlier start with the same key
     */
    public record Started(Run run, boolean replayed) {}

    /** How much is going on. */
    public record Load(int queued, int running, int waiting) {}
}
