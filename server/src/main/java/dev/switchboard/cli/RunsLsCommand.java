package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.Statuses;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.cli.terminal.Width;
import dev.switchboard.client.Page;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.RunDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard runs ls}. */
@CommandLine.Command(name = "ls")
final class RunsLsCommand implements Command {
    private static final int PAGE = 100;
    private static final int LIMIT = 20;
    private static final int COMMAND_COLUMNS = 60;

    @Option(names = "--status", paramLabel = "STATUS")
    String status = "";

    @Option(names = "--session", paramLabel = "SESSION")
    String session = "";

    @Option(names = "--limit", paramLabel = "N")
    int limit = LIMIT;

    @Option(names = "--cursor", paramLabel = "CURSOR")
    @Nullable
    String cursor;

    @Override
    public int run(Call call) {
        if (limit < 1) {
            throw Call.usage(call.say(Text.BAD_VALUE, "--limit", limit, "≥ 1"), "switchboard runs ls --limit 20");
        }
        RunsClient client = call.client();
        String inSession = session.isEmpty() ? "" : new Finder(call, client).sessionId(session);
        List<Received<RunDocument>> runs = new ArrayList<>();
        String next = cursor;
        do {
            Page<RunDocument> page = client.runs(status, inSession, Math.min(PAGE, limit - runs.size()), next);
            runs.addAll(page.items());
            next = page.next();
        } while (next != null && runs.size() < limit);
        Listing.show(call, runs, next, () -> table(call, runs));
        if (call.isText() && next != null) {
            call.screen().note(call.say(Text.MORE, call.here(again(next))));
        }
        return ExitCode.OK;
    }

    private String again(String next) {
        return "switchboard runs ls"
                + (limit == LIMIT ? "" : " --limit " + limit)
                + (status.isEmpty() ? "" : " --status " + status)
                + (session.isEmpty() ? "" : " --session " + session)
                + " --cursor " + next;
    }

    private static Table table(Call call, List<Received<RunDocument>> runs) {
        Table table = new Table(
                call.say(Text.HEAD_RUN),
                call.say(Text.HEAD_STATUS),
                call.say(Text.HEAD_STARTED),
                call.say(Text.HEAD_TOOK),
                call.say(Text.HEAD_STEPS),
                call.say(Text.HEAD_SESSION),
                call.say(Text.HEAD_COMMAND));
        for (Received<RunDocument> item : runs) {
            RunDocument run = item.value();
            table.row(
                    ShortId.of(run.runId()),
                    Statuses.word(call.screen(), run.status()),
                    Moments.local(run.createdAt(), call.time()),
                    Moments.between(run.startedAt(), run.endedAt()),
                    String.valueOf(run.steps()),
                    ShortId.of(run.sessionId()),
                    Width.cut(Plain.line(run.command()), COMMAND_COLUMNS));
        }
        return table;
    }
}
