package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.RunDocument;
import dev.switchboard.wire.runs.RunLine;
import dev.switchboard.wire.runs.RunStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the end of a run means for whoever asked how it went. */
public final class Outcome {
    private Outcome() {}

    /**
     * Why the run did not do what it was to do; absent for one that finished, that was cancelled or that goes on.
     *
     * @param line the run's last line; absent when it is forgotten
     */
    public static Optional<Failure> failure(
            Screen screen, String runId, String sessionId, RunStatus status, RunLine.@Nullable Ended line) {
        return switch (status) {
            case ERROR -> Optional.of(error(screen, runId, sessionId, line));
            case MAX_STEPS_REACHED ->
                Optional.of(new Failure(
                        ExitCode.FAILED,
                        "max_steps_reached",
                        screen.say(Text.MAX_STEPS, line == null ? 0 : line.steps()),
                        "",
                        goOn(sessionId)));
            case FINISHED, CANCELLED, QUEUED, RUNNING, WAITING, OTHER -> Optional.empty();
        };
    }

    /** The same of a run whose last line has not been read; it is fetched where it says more. */
    public static Optional<Failure> failure(Screen screen, RunsClient client, RunDocument run) {
        return switch (run.status()) {
            case ERROR, MAX_STEPS_REACHED ->
                failure(
                        screen,
                        run.runId(),
                        run.sessionId(),
                        run.status(),
                        client.end(run).orElse(null));
            case FINISHED, CANCELLED, QUEUED, RUNNING, WAITING, OTHER -> Optional.empty();
        };
    }

    private static Failure error(Screen screen, String runId, String sessionId, RunLine.@Nullable Ended line) {
        RunLine.Failed error = line == null ? null : line.error();
        String reason = line == null || line.reason().isEmpty() ? "run_failed" : line.reason();
        String message = error == null || error.message().isEmpty() ? reason : Plain.line(error.message());
        return new Failure(
                ExitCode.FAILED,
                reason,
                screen.say(Text.RUN_FAILED, message),
                error == null ? "" : Plain.line(error.details()),
                message.contains("not configured") ? "switchboard doctor" : next(reason, runId, sessionId));
    }

    private static String next(String reason, String runId, String sessionId) {
        return switch (reason) {
            case "provider" -> "switchboard models test";
            case "server_restarted", "budget_seconds", "budget_tokens", "length" -> goOn(sessionId);
            case "preparation" -> ""; // What is told is all there is.
            default -> "switchboard runs tail " + ShortId.of(runId);
        };
    }

    private static String goOn(String sessionId) {
        return "switchboard run --resume " + ShortId.of(sessionId) + " \"…\"";
    }
}
