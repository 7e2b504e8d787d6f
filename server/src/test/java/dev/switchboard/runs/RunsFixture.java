package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.config.Secret;
import dev.switchboard.journal.Recorded;
import dev.switchboard.lease.Timers;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs.OnBusy;
import dev.switchboard.runs.Runs.Started;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunEventCodec;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunListener;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.signals.Feed;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.storage.memory.MemoryStorage;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Runs on storage in memory, with agents that a test scripts. */
final class RunsFixture implements AutoCloseable {
    static final Principal LOCAL = new Principal.Local();
    static final RunEventCodec CODEC = new RunEventCodec();

    final SettableTime time = new SettableTime();
    final CountingIds ids = new CountingIds(0.5);
    final FakeAgents agents = new FakeAgents();
    final MemoryStorage storage = new MemoryStorage(time);
    final List<ProcessGroup> endedGroups = Collections.synchronizedList(new ArrayList<>());
    final List<String> moves = Collections.synchronizedList(new ArrayList<>());
    RunsConfig config = RunsConfig.defaults();
    /** What a listener does inside the transaction of each event. */
    volatile Consumer<RunEvent> hears = event -> {};

    UnaryOperator<Transactor> transactors = UnaryOperator.identity();
    volatile @Nullable String brokenConfig;
    Feed feed = new Feed(storage.journal());
    Runs runs;
    private Timers timers;

    RunsFixture() {
        storage.onCommit(entries -> feed.committed(entries));
        restart();
    }

    /** A new process on the same storage: the old one is left where it stands, as if it had been killed. */
    void restart() {
        if (timers != null) {
            timers.stop();
        }
        feed = new Feed(storage.journal());
        storage.leases().evictOthers(null);
        timers = new Timers(storage.leases(), time, "here");
        runs = new Runs(new Runs.Parts(
                transactors.apply(storage.transactor()),
                storage.journal(),
                storage.runs(),
                storage.leases(),
                timers,
                feed,
                agents,
                this::choose,
                group -> endedGroups.add(group),
                time,
                ids,
                config,
                ApprovalsConfig.defaults(),
                List.of(new RunListener() {
                    @Override
                    public void recorded(Tx tx, Run run, Recorded<RunEvent> event) {
                        hears.accept(event.event());
                    }

                    @Override
                    public void moved(Tx tx, Run run) {
                        tx.afterCommit(() -> moves.add(Wording.word(run.status())));
                    }
                })));
        runs.recover();
        timers.start();
    }

    /** The process goes down in order. */
    void goDown() throws InterruptedException {
        timers.stop();
        runs.drain(Duration.ZERO);
    }

    private ModelChoice choose(RunSpec spec) throws PreparationException {
        if (brokenConfig != null) {
            throw new PreparationException(brokenConfig);
        }
        return new ModelChoice(
                "fake",
                ModelChoice.Provider.SCRIPTED,
                "",
                Secret.NONE,
                "fake-model",
                100_000,
                Set.of(),
                Map.of(),
                Map.of("KIMI_API_KEY", "******"),
                Set.of("FOO", "OPENAI_API_KEY"),
                100,
                3,
                Duration.ofMinutes(1),
                ModelChoice.Tuning.NONE,
                null);
    }

    static RunSpec spec() {
        return spec(false, RunSpec.OnDisconnect.CONTINUE, RunSpec.Budget.NONE, Map.of());
    }

    static RunSpec spec(
            boolean yolo, RunSpec.OnDisconnect onDisconnect, RunSpec.Budget budget, Map<String, String> env) {
        return new RunSpec(
                "do it",
                Path.of("/work"),
                null,
                null,
                null,
                env,
                yolo,
                false,
                onDisconnect,
                budget,
                "{}",
                RunSpec.Origin.HTTP,
                null);
    }

    RunId start() {
        return start(spec(), null);
    }

    RunId start(RunSpec spec, @Nullable SessionId session) {
        Started started = runs.start(LOCAL, spec, session, OnBusy.QUEUE, null);
        return started.run().id();
    }

    Run get(RunId id) {
        return runs.get(LOCAL, id);
    }

    /** All events up to the end of the run, waiting for it. */
    List<Recorded<RunEvent>> events(RunId id) throws InterruptedException {
        List<Recorded<RunEvent>> events = new ArrayList<>();
        try (Follower follower = runs.follow(LOCAL, id, 0, false)) {
            while (events.isEmpty() || !(events.getLast().event() instanceof RunEvent.TurnCompleted)) {
                for (Frame frame : next(follower)) {
                    if (frame instanceof Frame.Event(var entry)) {
                        events.add(Recorded.of(entry, CODEC));
                    }
                }
            }
        }
        return events;
    }

    /** The types of all events up to the end of the run. */
    List<String> types(RunId id) throws InterruptedException {
        return events(id).stream().map(event -> CODEC.type(event.event())).toList();
    }

    /** Waits until the run has logged an event of a type, and returns it. */
    <E extends RunEvent> E await(RunId id, Class<E> type) throws InterruptedException {
        try (Follower follower = runs.follow(LOCAL, id, 0, false)) {
            while (true) {
                for (Frame frame : next(follower)) {
                    if (frame instanceof Frame.Event(var entry)) {
                        RunEvent event = Recorded.of(entry, CODEC).event();
                        if (type.isInstance(event)) {
                            return type.cast(event);
                        }
                    }
                }
            }
        }
    }

    private static List<Frame> next(Follower follower) throws InterruptedException {
        List<Frame> frames = follower.next(Duration.ofSeconds(10));
        if (frames.isEmpty()) {
            throw new AssertionError("no event within 10 s after seq " + follower.position());
        }
        return frames;
    }

    static Problem problemOf(ThrowingCallable action) {
        return catchThrowableOfType(ProblemException.class, action).problem();
    }

    @Override
    public void close() throws InterruptedException {
        goDown();
        storage.close();
    }
}
