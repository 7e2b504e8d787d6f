package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.ApprovalDocument;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine;

/** {@code switchboard approvals watch}: names each approval once, as soon as it waits. It asks the server every second. */
@CommandLine.Command(name = "watch")
final class ApprovalsWatchCommand implements Command {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Override
    public int run(Call call) throws InterruptedException {
        RunsClient client = call.client();
        call.screen().note(call.say(Text.WATCHING_APPROVALS));
        Set<String> known = new HashSet<>();
        Watching.every(call, PAUSE, () -> client.approvals("pending", null).items(), pending -> {
            for (Received<ApprovalDocument> approval : pending.reversed()) {
                if (known.add(approval.value().id())) {
                    call.screen().data(call.isText() ? ApprovalWords.line(call, approval.value()) : approval.json());
                }
            }
            known.retainAll(
                    pending.stream().map(approval -> approval.value().id()).toList());
        });
        return ExitCode.OK;
    }
}
