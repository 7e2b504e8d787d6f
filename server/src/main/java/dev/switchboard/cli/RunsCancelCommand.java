package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.RunsClient;
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
        String answer = client.cancel(id);
        call.screen().data(call.isText() ? call.say(Text.CANCEL_ASKED, ShortId.of(id)) : answer);
        return ExitCode.OK;
    }
}
