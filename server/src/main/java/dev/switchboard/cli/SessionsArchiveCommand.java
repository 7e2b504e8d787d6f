package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard sessions archive}: lists do not name the session any more; speaking in it brings it back. */
@CommandLine.Command(name = "archive")
final class SessionsArchiveCommand implements Command {
    @Parameters(paramLabel = "SESSION")
    String session = "";

    @Option(names = "--undo")
    boolean undo;

    @Override
    public int run(Call call) throws InterruptedException {
        ChatClient chats = call.chats();
        String key = undo
                ? archived(call, chats)
                : ChatSessions.existing(call, chats, session).value().key();
        String answer = chats.patch(key, json -> json.writeBooleanProperty("archived", !undo));
        Text done = undo ? Text.SESSION_UNARCHIVED : Text.SESSION_ARCHIVED;
        call.screen().data(call.isText() ? call.say(done, Plain.line(session)) : answer);
        return ExitCode.OK;
    }

    /** Lists do not name it, so it has to be named by its key; one in which nothing was said is none. */
    private String archived(Call call, ChatClient chats) {
        if (chats.history(session, 1).isEmpty()) {
            throw ChatSessions.unknown(call, session);
        }
        return session;
    }
}
