package dev.switchboard.runs;

import dev.switchboard.agent.Agent;
import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Agents;
import dev.switchboard.agent.Conversation;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.runs.LiveRun.Stop;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The work of one run, on one virtual thread, from its slot to its end. The agent's tool threads call the host's methods too; each is
 * one transaction.
 */
final class RunWork implements AgentHost, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWork.class);
    private static final Decision YES = new Decision(true, null);

    private final RunEnvironment env;
    private final LiveRun live;
    private final RunId id;
    private final HeldSlot slot;
    private volatile boolean tookMessages;

    RunWork(RunEnvironment env, LiveRun live) {
        this.env = env;
        this.live = live;
        this.id = live.run().id();
        this.slot = new HeldSlot(env.slots());
    }

    @Override
    public void run() {
        MDC.put("run", id.value());
        MDC.put("session", live.run().session().value());
        String trace = live.spec.traceId();
        if (trace != null) {
            MDC.put("trace", trace);
        }
        try {
            toItsEnd();
        } catch (RuntimeException | Error e) {
            if (live.handedOver()) {
                LOG.info("run handed over to the next start");
            } else {
                LOG.error("run failed at its end", e);
                lastAttempt();
            }
        } finally {
            live.stopsNoMore();
            env.left(live, slot.leave());
            MDC.clear();
        }
    }

    private void toItsEnd() {
        Time.Scheduled alarm = () -> {};
        Ending ending;
        try {
            live.begins();
            alarm = armBudget();
            Agents.Assignment assignment = assignment();
            Agent agent = env.agents().prepare(assignment);
            Conversation conversation = env.untilItWorks(live, this::recall);
            begin(agent.profile(), assignment.model(), conversation);
            boolean yielded = false;
            while (true) {
                Outcome outcome = agent.work(conversation, this);
                ending = Ending.of(outcome);
                if (end(ending)) {
                    return;
                }
                if (yielded && !tookMessages) {
                    throw new IllegalStateException("the agent ends without taking the messages that wait for it");
                }
                yielded = true;
                tookMessages = false;
            }
        } catch (InterruptedException e) {
            ending = stopped(e);
        } catch (PreparationException e) {
            ending = live.stopped() == null
                    ? Ending.unprepared(e.getMessage() == null ? "" : e.getMessage())
                    : stopped(e);
        } catch (RuntimeException | Error e) {
            if (live.handedOver()) {
                throw e;
            }
            ending = live.stopped() == null ? failed(e) : stopped(e);
        } finally {
            alarm.cancel();
        }
        live.stopsNoMore();
        end(ending);
    }

    /** How a run ends that was stopped from outside, whatever that did to its work. */
    private Ending stopped(Throwable e) {
        Stop stop = live.stopped();
        if (stop == null) {
            return failed(e);
        }
        LOG.debug("run stopped why={}", stop, e);
        return switch (stop) {
            case CANCELLED -> Ending.cancelled();
            case OUT_OF_TIME ->
                Ending.error(
                        "budget_seconds",
                        "The run used up its " + live.spec.budget().seconds() + " seconds.");
            case GOING_DOWN ->
                Ending.error("server_restarted", "The server went down, and the run was bound to its connection.");
            case HANDED_OVER -> throw RunEnvironment.handedOver();
        };
    }

    private Ending failed(Throwable e) {
        String incident = env.ids().uuid();
        LOG.error("run failed, incident {}", incident, e);
        return Ending.error("internal", "run failed: " + e.getClass().getSimpleName() + " (incident " + incident + ")");
    }

    /** A run without an end is worse than one that says little. */
    private void lastAttempt() {
        try {
            live.stopsNoMore();
            if (!live.run().status().ended()) {
                end(Ending.error("internal", "run failed"));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("run left without an end; it is taken up again at the next start", e);
        }
    }

    private boolean end(Ending ending) {
        boolean ended = env.insist(live, tx -> env.recorder().end(tx, live, ending));
        if (ended) {
            LOG.info("run ended status={} reason={}", Wording.word(ending.status()), ending.reason());
        }
        return ended;
    }

    private Time.Scheduled armBudget() {
        Long seconds = live.spec.budget().seconds();
        if (seconds == null) {
            return () -> {};
        }
        Instant since = live.run().startedAt();
        Duration used = since == null
                ? Duration.ZERO
                : Duration.between(since, env.time().now());
        return env.time().schedule(Duration.ofSeconds(seconds).minus(used), () -> live.stop(Stop.OUT_OF_TIME));
    }

    private Agents.Assignment assignment() throws PreparationException {
        RunSpec spec = live.spec;
        ModelChoice model = env.models().choose(spec);
        Integer steps = spec.budget().steps();
        Long tokens = spec.budget().tokens();
        if (spec.traceParent() != null) {
            model = model.withHeader("traceparent", spec.traceParent());
        }
        return new Agents.Assignment(
                spec.workDir(),
                env.config().readableDirs(),
                spec.agentFile(),
                model,
                spec.thinking(),
                live.run().session().value(),
                steps == null ? model.maxSteps() : Math.min(steps, model.maxSteps()),
                tokens == null ? 0 : tokens);
    }

    /** What the session said before, and what this run has said already if it was begun by an earlier process. */
    private Conversation recall() {
        List<Memory> earlier = new ArrayList<>();
        if (!live.newSession) {
            for (RunId run : env.recorder().store.ofSession(live.run().session())) {
                if (run.equals(id)) {
                    break;
                }
                earlier.addAll(env.memories(run));
            }
        }
        Conversation conversation = Conversation.after(earlier);
        if (live.resumed) {
            env.memories(id).forEach(conversation::add);
        }
        return conversation;
    }

    private void begin(Agent.Profile profile, ModelChoice model, Conversation conversation) {
        Memory command = new Memory.UserSaid(List.of(new Part.Text(live.spec.command())));
        boolean fresh = live.run().lastSeq() == 0;
        env.insist(live, tx -> {
            env.recorder()
                    .update(
                            tx,
                            live,
                            live.run().begun(profile.modelName(), env.time().now()));
            if (fresh) {
                env.recorder()
                        .record(
                                tx,
                                live,
                                new RunEvent.ThreadStarted(
                                        id,
                                        live.spec.workDir().toString(),
                                        profile.agentFile(),
                                        live.run().session(),
                                        profile.modelName(),
                                        model.envOverrides(),
                                        model.ignoredEnv().stream().sorted().toList(),
                                        profile.thinking()));
                env.recorder().record(tx, live, new RunEvent.TurnStarted());
                env.recorder().remember(tx, live, command);
            } else {
                env.recorder().record(tx, live, new RunEvent.Resumed("server_restart"));
            }
            return null;
        });
        if (fresh) {
            conversation.add(command);
        }
        LOG.info("run {} model={}", fresh ? "began" : "resumed", profile.modelName());
    }

    @Override
    public void log(List<AgentEvent> events, List<Memory> memories, List<OpenItem> ended) {
        env.insist(live, tx -> {
            live.requireNotEnded();
            for (AgentEvent event : events) {
                for (RunEvent line : AgentEvents.lines(event)) {
                    env.recorder().record(tx, live, line);
                }
                progress(tx, event);
            }
            for (Memory memory : memories) {
                env.recorder().remember(tx, live, memory);
            }
            ended.forEach(item -> tx.afterCommit(item::close));
            return null;
        });
    }

    private void progress(Tx tx, AgentEvent event) {
        Run run = live.run();
        if (event instanceof AgentEvent.StepBegan(int n)) {
            env.recorder().update(tx, live, run.progressed(n, run.usage()));
        } else if (event instanceof AgentEvent.TokensUsed(Usage usage)) {
            env.recorder()
                    .update(tx, live, run.progressed(run.steps(), run.usage().plus(usage)));
        }
    }

    @Override
    public OpenItem open(String itemId, ItemKind kind) {
        return env.feed().open(id.events(), itemId, kind, live.run().lastSeq());
    }

    @Override
    public String newId() {
        return env.ids().uuid();
    }

    @Override
    public List<String> takeSteering() {
        if (live.steering.get() == 0) {
            return List.of();
        }
        return env.insist(live, tx -> {
            List<String> texts = env.recorder().store.steering(tx, id);
            for (String text : texts) {
                env.recorder().record(tx, live, new RunEvent.Steered(text));
                env.recorder().remember(tx, live, new Memory.UserSaid(List.of(new Part.Text(text))));
            }
            env.recorder().store.deleteSteering(tx, id);
            tx.afterCommit(() -> live.steering.addAndGet(-texts.size()));
            tookMessages = true;
            return texts;
        });
    }

    @Override
    public boolean steeringWaits() {
        return live.steering.get() > 0;
    }

    @Override
    public Decision approve(String callId, String sender, Plan.Approval approval) throws InterruptedException {
        if (live.spec.yolo()) {
            return YES;
        }
        CompletableFuture<Approval> answer = new CompletableFuture<>();
        Approval asked = env.insist(
                live, tx -> env.approvals().ask(tx, live, new Approvals.Question(callId, sender, approval), answer));
        if (asked == null) {
            return YES;
        }
        if (asked.status() != Approval.Status.PENDING) {
            return decision(asked);
        }
        try {
            slot.stepAside();
            Approval decided = answer.get();
            waitEnds();
            return decision(decided);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            live.asked.remove(asked.id());
        }
    }

    private static Decision decision(Approval decided) {
        return new Decision(decided.decision() != Approval.Decision.REJECT, decided.feedback());
    }

    /** When no question of the run is open any more, it is at work again. */
    private void waitEnds() throws InterruptedException {
        slot.comeBack();
        env.insist(live, tx -> {
            if (live.run().approvalsPending() == 0 && live.run().status() == RunStatus.WAITING) {
                env.recorder().update(tx, live, live.run().with(RunStatus.RUNNING));
            }
            return null;
        });
    }

    /** Ends the processes that an earlier server left at work for this run. */
    void endLeftovers() {
        Conversation conversation = Conversation.after(List.of());
        env.memories(id).forEach(conversation::add);
        for (Conversation.OpenCall call : conversation.open()) {
            ProcessGroup group = call.group();
            if (group != null && env.processes().end(group)) {
                LOG.info("ended the processes of an interrupted call run={} pid={}", id, group.pid());
            }
        }
    }
}
