package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.cli.terminal.Width;
import dev.switchboard.client.ChatSessionRow;
import dev.switchboard.client.Received;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard sessions ls}: the chat sessions, the one that was spoken in last first. */
@CommandLine.Command(name = "ls")
final class SessionsLsCommand implements Command {
    private static final int MOST = 1000;
    private static final int LATEST_COLUMNS = 60;

    @Option(names = "--limit", paramLabel = "N")
    int limit = 20;

    @Override
    public int run(Call call) {
        if (limit < 1 || limit > MOST) {
            throw Call.usage(call.say(Text.BAD_VALUE, "--limit", limit, "1–" + MOST), "switchboard sessions ls");
        }
        List<Received<ChatSessionRow>> rows = call.chats().sessions(limit);
        Listing.show(call, rows, null, () -> table(call, rows));
        return ExitCode.OK;
    }

    private static Table table(Call call, List<Received<ChatSessionRow>> rows) {
        Table table = new Table(
                call.say(Text.HEAD_SESSION),
                call.say(Text.HEAD_LABEL),
                call.say(Text.HEAD_UPDATED),
                call.say(Text.HEAD_TOKENS),
                call.say(Text.HEAD_LATEST));
        for (Received<ChatSessionRow> item : rows) {
            ChatSessionRow row = item.value();
            table.row(
                    Plain.line(row.name()),
                    Plain.line(row.label()),
                    at(call, row.updatedAt()),
                    String.valueOf(row.tokens()),
                    Width.cut(Plain.line(row.preview()), LATEST_COLUMNS));
        }
        return table;
    }

    /** A time of the gateway's, as people read it; empty when it is not known. */
    static String at(Call call, long millis) {
        return millis == 0 ? "" : Moments.local(Instant.ofEpochMilli(millis).toString(), call.time());
    }
}
