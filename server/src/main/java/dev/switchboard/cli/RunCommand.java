package dev.switchboard.cli;

import dev.switchboard.cli.live.ApprovalPolicy;
import dev.switchboard.cli.live.DocumentView;
import dev.switchboard.cli.live.FinalView;
import dev.switchboard.cli.live.LinesView;
import dev.switchboard.cli.live.RunView;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.TextView;
import dev.switchboard.cli.live.WatchedRun;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.AcceptedRun;
import dev.switchboard.wire.runs.RunDocument;
import dev.switchboard.wire.runs.StartRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard run "…"}: starts a run that outlives this command, and shows it. */
@CommandLine.Command(name = "run")
final class RunCommand implements Command {
    @Parameters(paramLabel = "TEXT", arity = "0..*")
    List<String> text = new ArrayList<>();

    @Option(names = {"-p", "--print"})
    boolean print;

    @Option(names = {"-C", "--continue"})
    boolean continueLatest;

    @Option(
            names = {"-r", "--resume"},
            paramLabel = "SESSION")
    @Nullable
    String resume;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL")
    @Nullable
    String model;

    @Option(
            names = {"-w", "--work-dir"},
            paramLabel = "DIR")
    @Nullable
    String workDir;

    @Option(names = "--agent", paramLabel = "FILE")
    @Nullable
    String agent;

    @Option(names = "--yolo")
    boolean yolo;

    @Option(names = "--ask")
    boolean ask;

    @Option(names = "--thinking")
    boolean thinking;

    @Option(names = "--final-only")
    boolean finalOnly;

    @Option(names = "--deltas")
    boolean deltas;

    @Option(names = "--idempotency-key", paramLabel = "KEY")
    @Nullable
    String idempotencyKey;

    @Option(names = "--detach")
    boolean detach;

    @Option(names = "--timeout", paramLabel = "SPAN", converter = Span.class)
    @Nullable
    Duration timeout;

    @Override
    public int run(Call call) throws InterruptedException {
        String command = new SpokenWords(call).command(text);
        check(call);
        RunsClient client = call.client();
        String directory = absolute(call, workDir == null ? "" : workDir);
        StartRun run = new StartRun(
                command,
                directory,
                session(call, client, directory),
                model,
                agent == null ? null : absolute(call, agent),
                yolo,
                thinking);
        AtomicInteger interrupts = new AtomicInteger();
        call.surroundings().signals().on(ProcessSignals.Kind.INT, () -> {
            if (interrupts.incrementAndGet() > 1) {
                call.surroundings().halt().accept(ExitCode.SIGINT);
            }
        });
        String key = idempotencyKey == null ? call.surroundings().ids().uuid() : idempotencyKey;
        Received<AcceptedRun> accepted = client.start(run, key);
        return detach ? detached(call, accepted, yolo) : follow(call, client, accepted.value(), interrupts.get() > 0);
    }

    private void check(Call call) {
        if (yolo && ask) {
            throw Call.usage(call.say(Text.EXCLUDE, "--yolo", "--ask"), "switchboard run --help");
        }
        if (continueLatest && resume != null) {
            throw Call.usage(call.say(Text.EXCLUDE, "--continue", "--resume"), "switchboard run --help");
        }
    }

    private @Nullable String session(Call call, RunsClient client, String directory) {
        Finder finder = new Finder(call, client);
        if (resume != null) {
            return finder.sessionId(resume);
        }
        if (!continueLatest) {
            return null;
        }
        RunDocument latest = finder.newestRun(run -> run.workDir().equals(directory));
        if (latest == null) {
            throw new FailureException(new Failure(
                    ExitCode.NOT_FOUND,
                    "no_session",
                    call.say(Text.NO_SESSION_HERE, directory),
                    "",
                    "switchboard run \"…\""));
        }
        return latest.sessionId();
    }

    private static int detached(Call call, Received<AcceptedRun> accepted, boolean asksNobody) {
        String id = accepted.value().runId();
        call.screen().data(call.isText() ? id : accepted.json());
        call.screen()
                .note(call.say(
                        asksNobody ? Text.DETACHED_ALONE : Text.DETACHED,
                        ShortId.of(id),
                        call.here("switchboard runs tail " + ShortId.of(id)),
                        call.here("switchboard approvals ls --run " + ShortId.of(id)),
                        call.here("switchboard approvals approve ID")));
        return ExitCode.OK;
    }

    private int follow(Call call, RunsClient client, AcceptedRun run, boolean interrupted) throws InterruptedException {
        call.screen().note(Style.DIM, call.say(Text.RUN_STARTED, ShortId.of(run.runId()), ShortId.of(run.sessionId())));
        ApprovalPolicy policy = call.mayAsk() ? ApprovalPolicy.ASK : ApprovalPolicy.LEAVE;
        return new WatchedRun(
                        client, run, view(call, run, policy), call.screen(), call.surroundings(), policy, call::here)
                .follow(timeout, interrupted);
    }

    private RunView view(Call call, AcceptedRun run, ApprovalPolicy policy) {
        return switch (call.format()) {
            case JSON -> new DocumentView(call.screen(), run.runId(), run.sessionId(), finalOnly);
            case NDJSON -> new LinesView(call.screen(), run.runId(), deltas);
            case TEXT ->
                finalOnly
                        ? new FinalView(call.screen())
                        : new TextView(
                                call.screen(),
                                "",
                                call.surroundings().terminals().out(),
                                thinking,
                                policy);
        };
    }

    /** A path as the server has to be told it: absolute, with its dots taken out. Kept as text, for names that this locale cannot read. */
    private static String absolute(Call call, String path) {
        String whole = path.startsWith("/") ? path : call.surroundings().workDir() + "/" + path;
        List<String> parts = new ArrayList<>();
        for (String part : whole.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
