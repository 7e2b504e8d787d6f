package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.RunsClient.Decision;
import dev.switchboard.wire.runs.ApprovalDocument;
import org.jspecify.annotations.Nullable;

/** Answers an approval from another terminal than the one that asks. */
final class Answering {
    private Answering() {}

    static int answer(Call call, String beginning, Decision decision, @Nullable String feedback) {
        RunsClient client = call.client();
        ApprovalDocument asked = new Finder(call, client).approval(beginning).value();
        Received<ApprovalDocument> answered = client.decide(asked.runId(), asked.id(), decision, feedback);
        Text done = switch (decision) {
            case APPROVE -> Text.DECIDED_APPROVE;
            case APPROVE_FOR_SESSION -> Text.DECIDED_SESSION;
            case REJECT -> Text.DECIDED_REJECT;
        };
        call.screen().data(call.isText() ? ShortId.of(asked.id()) + "  " + call.say(done) : answered.json());
        return ExitCode.OK;
    }
}
