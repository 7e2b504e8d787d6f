package dev.switchboard.cli;

import dev.switchboard.client.RunsClient.Decision;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard approvals approve}. */
@CommandLine.Command(name = "approve")
final class ApprovalsApproveCommand implements Command {
    @Parameters(paramLabel = "APPROVAL")
    String approval = "";

    @Option(names = "--for-session")
    boolean forSession;

    @Override
    public int run(Call call) {
        return Answering.answer(call, approval, forSession ? Decision.APPROVE_FOR_SESSION : Decision.APPROVE, null);
    }
}
