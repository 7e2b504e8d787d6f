package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.Statuses;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.RunDocument;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard runs cancel}. */
@CommandLine.Command(name = "cancel")
final class RunsCancelCommand implements Command {
    @Parameters(paramLabel = "RUN")
    String run = "";

    @Override
    public int run(Call call) {
        RunsClient client = call.client();
        String id = new Finder(call, client).runId(run);
        String answer = cancel(call, client, id);
        call.screen().data(call.isText() ? call.say(Text.CANCEL_ASKED, ShortId.of(id)) : answer);
        return ExitCode.OK;
    }

    /** To the server a run that has ended is none that could be cancelled; for a person it is another thing than one that never was. */
    private static String cancel(Call call, RunsClient client, String id) {
        try {
            return client.cancel(id);
        } catch (ClientException e) {
            if (!(e.problem() instanceof ClientProblem.Refused refused && refused.status() == 404)) {
                throw e;
            }
            RunDocument run = client.run(id).value();
            if (!run.status().ended()) {
                throw e;
            }
            throw new FailureException(new Failure(
                    ExitCode.CONFLICT,
                    "run_ended",
                    call.say(Text.CANCEL_TOO_LATE, ShortId.of(id), Statuses.word(call.screen(), run.status())),
                    run.reason(),
                    "switchboard runs show " + ShortId.of(id)));
        }
    }
}
