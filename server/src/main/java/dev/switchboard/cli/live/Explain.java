package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.ServerAddress;
import java.net.URI;

/** Says what a failed call means for a person: the sentence, the cause, the next command, the exit code. */
public final class Explain {
    private Explain() {}

    public static Failure problem(ClientProblem problem, Screen screen) {
        return switch (problem) {
            case ClientProblem.Unreachable gone ->
                new Failure(
                        ExitCode.UNREACHABLE,
                        "unreachable",
                        screen.say(Text.UNREACHABLE, gone.server()),
                        Plain.line(gone.cause()),
                        isHere(gone.server()) ? "switchboard serve" : "switchboard doctor --server " + gone.server());
            case ClientProblem.NotTrusted other ->
                new Failure(
                        ExitCode.UNREACHABLE,
                        "not_trusted",
                        screen.say(Text.NOT_TRUSTED, other.server()),
                        Plain.line(other.cause()),
                        other.unknownIssuer() ? "export SWITCHBOARD_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE" : "");
            case ClientProblem.NoAnswer late ->
                new Failure(
                        ExitCode.TRY_AGAIN,
                        "no_answer",
                        screen.say(Text.NO_ANSWER, late.server(), late.waited().toSeconds()),
                        "",
                        "switchboard doctor");
            case ClientProblem.NotSwitchboard other ->
                new Failure(
                        ExitCode.UNREACHABLE,
                        "not_switchboard",
                        screen.say(Text.NOT_SWITCHBOARD, other.server()),
                        Plain.line(other.found()),
                        "switchboard doctor");
            case ClientProblem.Refused refused -> refused(refused, screen);
            case ClientProblem.StreamLost lost ->
                new Failure(
                        ExitCode.TRY_AGAIN,
                        "stream_lost",
                        screen.say(Text.STREAM_LOST, ShortId.of(lost.runId())),
                        Plain.line(lost.cause()),
                        "switchboard runs tail " + ShortId.of(lost.runId()) + " --after " + lost.after());
            case ClientProblem.SocketLost lost ->
                new Failure(
                        ExitCode.TRY_AGAIN,
                        "socket_lost",
                        screen.say(Text.SOCKET_LOST, lost.server()),
                        Plain.line(lost.cause()),
                        "switchboard doctor");
            case ClientProblem.Incomplete incomplete ->
                new Failure(
                        ExitCode.FAILED,
                        "incomplete",
                        screen.say(Text.INCOMPLETE, ShortId.of(incomplete.runId())),
                        incomplete.difference(),
                        "switchboard runs tail " + ShortId.of(incomplete.runId()));
        };
    }

    private static Failure refused(ClientProblem.Refused refused, Screen screen) {
        String detail = Plain.line(refused.error().detail());
        String code = refused.error().code();
        String next = Plain.line(refused.error().next());
        return switch (refused.status()) {
            case 401 ->
                new Failure(
                        ExitCode.NOT_ALLOWED,
                        code,
                        screen.say(Text.NEEDS_TOKEN),
                        detail,
                        "export SWITCHBOARD_TOKEN=…"); // The server tells what HTTP wants; here it is a variable, or
            // --token.
            case 403 -> new Failure(ExitCode.NOT_ALLOWED, code, screen.say(Text.NOT_ALLOWED), detail, next);
            case 404, 410 ->
                new Failure(
                        ExitCode.NOT_FOUND, code, screen.say(Text.NOT_FOUND), detail, or(next, "switchboard runs ls"));
            case 409, 422 ->
                new Failure(ExitCode.CONFLICT, code, screen.say(Text.CONFLICT), conflict(detail, refused), next);
            case 429 -> tryAgain(screen.say(Text.TOO_BUSY), refused, screen);
            default ->
                refused.status() >= 500
                        ? tryAgain(screen.say(Text.SERVER_FAILED), refused, screen)
                        : new Failure(
                                ExitCode.USAGE,
                                code,
                                screen.say(Text.NOT_ACCEPTED),
                                detail.replace(": Value error, ", ": "),
                                or(next, detail.startsWith("model_name:") ? "switchboard models ls" : ""));
        };
    }

    private static String conflict(String detail, ClientProblem.Refused refused) {
        String by = refused.error().fact("by");
        String decision = refused.error().fact("decision");
        boolean told = by.isEmpty() || detail.contains(" by " + by + ": " + decision);
        return told ? detail : Plain.line(detail + " (" + decision + ", " + by + ")");
    }

    private static Failure tryAgain(String what, ClientProblem.Refused refused, Screen screen) {
        String detail = Plain.line(refused.error().detail());
        String when = refused.retryAfter() == null
                ? ""
                : screen.say(Text.RETRY_AFTER, refused.retryAfter().toSeconds());
        String why = detail.isEmpty() || when.isEmpty() ? detail + when : detail + "; " + when;
        return new Failure(
                ExitCode.TRY_AGAIN,
                refused.error().code(),
                what,
                why,
                or(Plain.line(refused.error().next()), "switchboard status"));
    }

    private static boolean isHere(URI server) {
        return ServerAddress.parse(server.toString(), null).isLoopback();
    }

    private static String or(String text, String other) {
        return text.isEmpty() ? other : text;
    }
}
