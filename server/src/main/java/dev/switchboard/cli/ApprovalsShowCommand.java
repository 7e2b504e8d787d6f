package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.client.Received;
import dev.switchboard.wire.runs.ApprovalDocument;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard approvals show}. */
@CommandLine.Command(name = "show")
final class ApprovalsShowCommand implements Command {
    @Parameters(paramLabel = "APPROVAL")
    String approval = "";

    @Override
    public int run(Call call) {
        Received<ApprovalDocument> found = new Finder(call, call.client()).approval(approval);
        if (call.isText()) {
            ApprovalWords.show(call, found.value());
        } else {
            call.screen().data(found.json());
        }
        return ExitCode.OK;
    }
}
