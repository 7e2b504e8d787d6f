package dev.switchboard.cli;

import dev.switchboard.cli.live.ApprovalPolicy;
import dev.switchboard.cli.live.DocumentView;
import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.live.LinesView;
import dev.switchboard.cli.live.LinkNotes;
import dev.switchboard.cli.live.Outcome;
import dev.switchboard.cli.live.RunView;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.TextView;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.RunDocument;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard runs tail}: looks on. It ends with the run, and leaving it changes nothing. */
@CommandLine.Command(name = "tail")
final class RunsTailCommand implements Command {
    @Parameters(paramLabel = "RUN")
    String run = "";

    @Option(names = "--after", paramLabel = "N")
    long after;

    @Option(names = "--deltas")
    boolean deltas;

    @Option(names = "--thinking")
    boolean thinking;

    @Override
    public int run(Call call) throws InterruptedException {
        if (after < 0) {
            throw Call.usage(call.say(Text.BAD_VALUE, "--after", after, "≥ 0"), "switchboard runs tail RUN");
        }
        RunsClient client = call.client();
        RunDocument found = client.run(new Finder(call, client).runId(run)).value();
        RunView view = view(call, found);
        RunStream stream = new RunStream(
                client,
                found.runId(),
                after,
                view.wantsDeltas(),
                call.time(),
                call.surroundings().ids());
        try {
            RunStream.End end = stream.follow(new Listener(view, new LinkNotes(call.screen())));
            view.ended(end);
            Optional<Failure> failure = failure(call, client, found, end);
            if (failure.isPresent()) {
                throw new FailureException(elsewhere(failure.get(), found.runId()));
            }
            return switch (end.status()) {
                case FINISHED -> ExitCode.OK;
                case ERROR, CANCELLED, MAX_STEPS_REACHED, QUEUED, RUNNING, WAITING, OTHER -> ExitCode.FAILED;
            };
        } catch (ClientException e) {
            Failure failure = Explain.problem(e.problem(), call.screen());
            view.failed(failure);
            throw new FailureException(failure);
        }
    }

    /** Also for those who came when the last line had passed. */
    private static Optional<Failure> failure(Call call, RunsClient client, RunDocument found, RunStream.End end) {
        return end.line() == null
                ? Outcome.failure(
                        call.screen(), client, client.run(found.runId()).value())
                : Outcome.failure(call.screen(), found.runId(), found.sessionId(), end.status(), end.line());
    }

    /** Who has just seen the lines is not told to look at them. */
    private static Failure elsewhere(Failure failure, String runId) {
        return failure.next().startsWith("switchboard runs tail")
                ? failure.followedBy("switchboard runs show " + ShortId.of(runId))
                : failure;
    }

    private RunView view(Call call, RunDocument found) {
        return switch (call.format()) {
            case JSON -> new DocumentView(call.screen(), found.runId(), found.sessionId(), false);
            case NDJSON -> new LinesView(call.screen(), found.runId(), deltas);
            case TEXT ->
                new TextView(
                        call.screen(),
                        found.startedAt(),
                        call.surroundings().terminals().out(),
                        thinking,
                        ApprovalPolicy.LEAVE);
        };
    }

    private record Listener(RunView view, LinkNotes link) implements RunStream.Listener {
        @Override
        public void line(StreamLine line) {
            view.line(line, line.says());
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
}
