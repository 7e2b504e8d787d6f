package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.StreamLine;
import dev.switchboard.time.Time;
import dev.switchboard.wire.runs.AcceptedRun;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run from its first line to its end: shows it, asks what has to be asked, and turns Ctrl-C and a time limit into a cancel. One
 * thread follows; signals and timers come on threads of their own.
 */
public final class WatchedRun {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final RunsClient runs;
    private final String runId;
    private final String sessionId;
    private final RunView view;
    private final Screen screen;
    private final Surroundings surroundings;
    private final ApprovalPolicy policy;
    private final UnaryOperator<String> here;
    private final RunStream stream;
    private final ApprovalDesk desk;
    private final LinkNotes link;
    private final AtomicInteger interrupts = new AtomicInteger();
    private final Queue<Time.Scheduled> alarms = new ConcurrentLinkedQueue<>();
    private volatile boolean timedOut;

    /**
     * @param here makes a command one that talks to the same server
     */
    public WatchedRun(
            RunsClient runs,
            AcceptedRun run,
            RunView view,
            Screen screen,
            Surroundings surroundings,
            ApprovalPolicy policy,
            UnaryOperator<String> here) {
        this.runs = runs;
        this.runId = run.runId();
        this.sessionId = run.sessionId();
        this.view = view;
        this.screen = screen;
        this.surroundings = surroundings;
        this.policy = policy;
        this.here = here;
        this.stream = new RunStream(runs, runId, 0, view.wantsDeltas(), surroundings.time(), surroundings.ids());
        this.desk = new ApprovalDesk(runs, runId, screen, surroundings, here);
        this.link = new LinkNotes(screen);
    }

    /**
     * Follows to the end and answers with the exit code.
     *
     * @param limit after which the run is cancelled; absent for none
     * @param interruptedBefore whether Ctrl-C came while the run was being started
     */
    public int follow(@Nullable Duration limit, boolean interruptedBefore) throws InterruptedException {
        surroundings.signals().on(ProcessSignals.Kind.INT, this::interrupted);
        surroundings.signals().on(ProcessSignals.Kind.TERM, () -> leave(ExitCode.SIGTERM));
        if (interruptedBefore) {
            interrupted();
        }
        if (limit != null) {
            alarms.add(surroundings.time().schedule(limit, this::timeIsUp));
        }
        try {
            RunStream.End end = stream.follow(new Listener());
            desk.settle();
            view.ended(end);
            return exit(end);
        } catch (Waiting e) {
            Failure failure = waitingFailure(e.approval);
            view.waiting(e.approval, failure);
            throw new FailureException(failure);
        } catch (ClientException e) {
            Failure failure = Explain.problem(e.problem(), screen);
            view.failed(failure);
            throw new FailureException(failure);
        } finally {
            alarms.forEach(Time.Scheduled::cancel);
        }
    }

    private int exit(RunStream.End end) {
        Optional<Failure> failure = Outcome.failure(screen, runId, sessionId, end.status(), end.line());
        if (failure.isPresent()) {
            throw new FailureException(failure.get());
        }
        return switch (end.status()) {
            case FINISHED -> ExitCode.OK;
            case CANCELLED -> {
                if (interrupts.get() > 0) {
                    yield ExitCode.SIGINT;
                }
                yield timedOut ? ExitCode.TIMEOUT : ExitCode.FAILED;
            }
            case ERROR, MAX_STEPS_REACHED, QUEUED, RUNNING, WAITING, OTHER -> ExitCode.FAILED;
        };
    }

    private Failure waitingFailure(ApprovalDocument approval) {
        return new Failure(
                ExitCode.WAITING,
                "waiting_for_approval",
                screen.say(
                        Text.WAITING_FOR_APPROVAL,
                        ShortId.of(runId),
                        Plain.line(approval.sender()),
                        Plain.line(approval.description())),
                screen.say(
                        Text.WAITING_GOES_ON,
                        here.apply("switchboard runs tail " + ShortId.of(runId) + " --after " + stream.last())),
                here.apply("switchboard approvals approve " + ShortId.of(approval.id())));
    }

    private void interrupted() {
        if (interrupts.incrementAndGet() == 1) {
            screen.error(Style.YELLOW, screen.say(Text.CANCELLING, ShortId.of(runId)));
            cancel(ExitCode.SIGINT);
        } else {
            leave(ExitCode.SIGINT);
        }
    }

    private void timeIsUp() {
        timedOut = true;
        screen.error(Style.YELLOW, screen.say(Text.TIME_IS_UP, ShortId.of(runId)));
        cancel(ExitCode.TIMEOUT);
    }

    /** Asks the run to end; the following thread sees its end. A run that does not end in time is left to itself. */
    private void cancel(int exit) {
        alarms.add(surroundings.time().schedule(GRACE, () -> leave(exit)));
        try {
            runs.cancel(runId);
        } catch (ClientException e) {
            if (!(e.problem() instanceof ClientProblem.Refused refused && refused.status() == 404)) {
                screen.error(Style.RED, Explain.problem(e.problem(), screen).what());
            }
        }
    }

    private void leave(int exit) {
        screen.lastWord(
                screen.say(Text.LEFT, ShortId.of(runId), here.apply("switchboard runs show " + ShortId.of(runId))));
        surroundings.halt().accept(exit);
    }

    private final class Listener implements RunStream.Listener {
        @Override
        public void line(StreamLine line) {
            RunLine says = line.says();
            view.line(line, says);
            approvals(says);
        }

        private void approvals(RunLine says) {
            if (says instanceof RunLine.ApprovalAsked asked) {
                asked(asked.approval());
            } else if (says instanceof RunLine.ApprovalAnswered answered) {
                desk.answered(answered);
            } else if (says instanceof RunLine.Nested nested) {
                approvals(nested.inner());
            }
        }

        private void asked(ApprovalDocument approval) {
            switch (policy) {
                case ASK -> desk.asked(approval);
                case LEAVE -> {
                    if (isPending(approval.id())) {
                        throw new Waiting(approval);
                    }
                }
                case APPROVE -> {
                    if (isPending(approval.id())) {
                        desk.approve(approval);
                    }
                }
            }
        }

        /** Lines that are replayed may ask what has long been answered; a server that cannot say counts as one that waits. */
        private boolean isPending(String approval) {
            try {
                return runs.approvalsOf(runId).items().stream()
                        .anyMatch(item -> item.value().id().equals(approval)
                                && item.value().pending());
            } catch (ClientException e) {
                return true;
            }
        }

        @Override
        public void lost(String cause, Duration delay) {
            link.lost(cause);
        }

        @Override
        public void back() {
            link.back();
        }
    }

    /** Ends the following: somebody has to answer, and nobody here may. */
    private static final class Waiting extends RuntimeException {
        private final transient ApprovalDocument approval;

        Waiting(ApprovalDocument approval) {
            super(approval.id(), null, false, false);
            this.approval = approval;
        }
    }
}
