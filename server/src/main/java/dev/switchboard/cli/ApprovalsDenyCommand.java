package dev.switchboard.cli;

import dev.switchboard.client.RunsClient.Decision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard approvals deny}. */
@CommandLine.Command(name = "deny")
final class ApprovalsDenyCommand implements Command {
    @Parameters(paramLabel = "APPROVAL")
    String approval = "";

    @Option(names = "--feedback", paramLabel = "TEXT")
    @Nullable
    String feedback;

    @Override
    public int run(Call call) {
        return Answering.answer(call, approval, Decision.REJECT, feedback);
    }
}
