package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatSessionRow;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard sessions rename}: gives a session a label. */
@CommandLine.Command(name = "rename")
final class SessionsRenameCommand implements Command {
    @Parameters(index = "0", paramLabel = "SESSION")
    String session = "";

    @Parameters(index = "1", paramLabel = "LABEL")
    String label = "";

    @Override
    public int run(Call call) throws InterruptedException {
        ChatClient chats = call.chats();
        ChatSessionRow row = ChatSessions.existing(call, chats, session).value();
        String answer = chats.patch(row.key(), json -> {
            if (label.isBlank()) {
                json.writeNullProperty("label");
            } else {
                json.writeStringProperty("label", label.strip());
            }
        });
        call.screen()
                .data(
                        call.isText()
                                ? call.say(Text.SESSION_RENAMED, Plain.line(row.name()), Plain.line(label))
                                : answer);
        return ExitCode.OK;
    }
}
