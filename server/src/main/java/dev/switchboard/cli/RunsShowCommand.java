package dev.switchboard.cli;

import dev.switchboard.cli.live.Outcome;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.Statuses;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunDocument;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard runs show}. */
@CommandLine.Command(name = "show")
final class RunsShowCommand implements Command {
    @Parameters(paramLabel = "RUN")
    String run = "";

    @Override
    public int run(Call call) {
        RunsClient client = call.client();
        Received<RunDocument> found = client.run(new Finder(call, client).runId(run));
        if (!call.isText()) {
            call.screen().data(found.json());
            return ExitCode.OK;
        }
        Optional<Failure> failure = Outcome.failure(call.screen(), client, found.value());
        show(call, found.value(), failure.map(RunsShowCommand::words).orElse(""));
        failure.filter(why -> !why.next().isEmpty())
                .ifPresent(why -> call.screen().note("  " + call.say(Text.NEXT, call.here(why.next()))));
        if (found.value().approvalsPending() > 0) {
            for (Received<ApprovalDocument> approval :
                    client.approvalsOf(found.value().runId()).items()) {
                if (approval.value().pending()) {
                    waiting(call, approval.value());
                }
            }
        }
        return ExitCode.OK;
    }

    private static String words(Failure failure) {
        return failure.why().isEmpty() ? failure.what() : failure.what() + " – " + failure.why();
    }

    private static void show(Call call, RunDocument run, String error) {
        Facts facts = new Facts();
        String status = Statuses.word(call.screen(), run.status());
        facts.add(call.say(Text.HEAD_RUN), run.runId());
        facts.add(call.say(Text.HEAD_SESSION), run.sessionId());
        facts.add(
                call.say(Text.HEAD_STATUS),
                run.reason().isEmpty() ? status : call.say(Text.STATUS_WITH_REASON, status, run.reason()));
        facts.add(call.say(Text.HEAD_ERROR), error);
        facts.add(call.say(Text.HEAD_COMMAND), Plain.line(run.command()));
        facts.add(call.say(Text.HEAD_WORK_DIR), Plain.line(run.workDir()));
        facts.add(call.say(Text.HEAD_MODEL), Plain.line(run.modelName()));
        facts.add(call.say(Text.HEAD_CREATED), Moments.local(run.createdAt(), call.time()));
        facts.add(call.say(Text.HEAD_ENDED), Moments.local(run.endedAt(), call.time()));
        facts.add(call.say(Text.HEAD_TOOK), Moments.between(run.startedAt(), run.endedAt()));
        facts.add(call.say(Text.HEAD_STEPS), String.valueOf(run.steps()));
        facts.add(
                call.say(Text.HEAD_TOKENS),
                run.usage().promptTokens() + " + " + run.usage().completionTokens());
        facts.add(call.say(Text.HEAD_LINES), run.firstSeq() + "–" + run.lastSeq());
        facts.add(call.say(Text.HEAD_ORIGIN), run.origin());
        facts.show(call.screen());
    }

    private static void waiting(Call call, ApprovalDocument approval) {
        call.screen()
                .note(call.say(
                        Text.APPROVAL_ASKED,
                        Plain.line(approval.sender()),
                        Plain.line(approval.description()),
                        ShortId.of(approval.id())));
        call.screen()
                .note("  "
                        + call.say(Text.NEXT, call.here("switchboard approvals approve " + ShortId.of(approval.id()))));
    }
}
