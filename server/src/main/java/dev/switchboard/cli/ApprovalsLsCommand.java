package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.cli.terminal.Width;
import dev.switchboard.client.Page;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.ApprovalDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard approvals ls}: the ones that wait, unless asked otherwise. */
@CommandLine.Command(name = "ls")
final class ApprovalsLsCommand implements Command {
    private static final int DEED_COLUMNS = 70;

    @Option(names = "--all")
    boolean all;

    @Option(names = "--run", paramLabel = "RUN")
    @Nullable
    String run;

    @Option(names = "--cursor", paramLabel = "CURSOR")
    @Nullable
    String cursor;

    @Override
    public int run(Call call) {
        RunsClient client = call.client();
        Page<ApprovalDocument> page = run == null
                ? client.approvals(all ? "" : "pending", cursor)
                : client.approvalsOf(new Finder(call, client).runId(run));
        List<Received<ApprovalDocument>> shown = page.items().stream()
                .filter(item -> all || item.value().pending())
                .toList();
        Listing.show(call, shown, page.next(), () -> table(call, shown));
        if (call.isText() && page.next() != null) {
            call.screen()
                    .note(call.say(
                            Text.MORE,
                            call.here(
                                    "switchboard approvals ls" + (all ? " --all" : "") + " --cursor " + page.next())));
        }
        return ExitCode.OK;
    }

    private static Table table(Call call, List<Received<ApprovalDocument>> approvals) {
        Table table = new Table(
                call.say(Text.HEAD_APPROVAL),
                call.say(Text.HEAD_RUN),
                call.say(Text.HEAD_STATUS),
                call.say(Text.HEAD_UNTIL),
                call.say(Text.HEAD_TOOL),
                call.say(Text.HEAD_DEED));
        for (Received<ApprovalDocument> item : approvals) {
            ApprovalDocument approval = item.value();
            table.row(
                    ShortId.of(approval.id()),
                    ShortId.of(approval.runId()),
                    ApprovalWords.status(call, approval),
                    Moments.local(approval.expiresAt(), call.time()),
                    Plain.line(approval.sender()),
                    Width.cut(Plain.line(approval.description()), DEED_COLUMNS));
        }
        return table;
    }
}
