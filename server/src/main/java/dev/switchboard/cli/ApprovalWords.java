package dev.switchboard.cli;

import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.wire.runs.ApprovalDocument;

/** An approval in words. */
final class ApprovalWords {
    private ApprovalWords() {}

    static String status(Call call, ApprovalDocument approval) {
        return switch (approval.status()) {
            case "pending" -> call.say(Text.APPROVAL_PENDING);
            case "approved" -> call.say(Text.DECIDED_APPROVE);
            case "rejected" -> call.say(Text.DECIDED_REJECT);
            case "expired" -> call.say(Text.APPROVAL_EXPIRED);
            default -> Plain.line(approval.status());
        };
    }

    /** One line about a pending one. */
    static String line(Call call, ApprovalDocument approval) {
        return ShortId.of(approval.id())
                + "  " + ShortId.of(approval.runId())
                + "  " + Moments.local(approval.expiresAt(), call.time())
                + "  " + Plain.line(approval.sender())
                + "  " + Plain.line(approval.description());
    }

    static void show(Call call, ApprovalDocument approval) {
        Facts facts = new Facts();
        facts.add(call.say(Text.HEAD_APPROVAL), approval.id());
        facts.add(call.say(Text.HEAD_RUN), approval.runId());
        facts.add(call.say(Text.HEAD_STATUS), status(call, approval));
        facts.add(call.say(Text.HEAD_TOOL), Plain.line(approval.sender()));
        facts.add(call.say(Text.HEAD_ACTION), Plain.line(approval.action()));
        facts.add(call.say(Text.HEAD_DEED), Plain.text(approval.description()));
        facts.add(call.say(Text.HEAD_CREATED), Moments.local(approval.createdAt(), call.time()));
        facts.add(call.say(Text.HEAD_UNTIL), Moments.local(approval.expiresAt(), call.time()));
        facts.add(call.say(Text.HEAD_BY), Plain.line(approval.by()));
        facts.add(call.say(Text.HEAD_FEEDBACK), Plain.line(approval.feedback()));
        facts.show(call.screen());
    }
}
