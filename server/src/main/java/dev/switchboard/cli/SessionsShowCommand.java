package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatSessionRow;
import dev.switchboard.client.Received;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard sessions show}. */
@CommandLine.Command(name = "show")
final class SessionsShowCommand implements Command {
    @Parameters(paramLabel = "SESSION")
    String session = "";

    @Override
    public int run(Call call) {
        Received<ChatSessionRow> found = ChatSessions.existing(call, call.chats(), session);
        if (!call.isText()) {
            call.screen().data(found.json());
            return ExitCode.OK;
        }
        ChatSessionRow row = found.value();
        Facts facts = new Facts();
        facts.add(call.say(Text.HEAD_SESSION), Plain.line(row.name()));
        facts.add(call.say(Text.HEAD_LABEL), Plain.line(row.label()));
        facts.add(call.say(Text.HEAD_ID), row.sessionId());
        facts.add(call.say(Text.HEAD_CREATED), SessionsLsCommand.at(call, row.createdAt()));
        facts.add(call.say(Text.HEAD_UPDATED), SessionsLsCommand.at(call, row.updatedAt()));
        facts.add(call.say(Text.HEAD_MODEL), Plain.line(row.model()));
        facts.add(call.say(Text.HEAD_TOKENS), String.valueOf(row.tokens()));
        facts.add(call.say(Text.HEAD_ARCHIVED), row.archived() ? call.say(Text.YES) : "");
        facts.add(call.say(Text.HEAD_LATEST), Plain.line(row.preview()));
        facts.show(call.screen());
        return ExitCode.OK;
    }
}
