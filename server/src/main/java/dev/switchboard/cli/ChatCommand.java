package dev.switchboard.cli;

import dev.switchboard.cli.chat.Conversation;
import dev.switchboard.cli.chat.OneTurn;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatSessionRow;
import dev.switchboard.client.Received;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard chat}: one message and its answer, or a conversation where a person sits at a terminal. */
@CommandLine.Command(name = "chat")
final class ChatCommand implements Command {
    @Parameters(paramLabel = "SESSION", arity = "0..1")
    @Nullable
    String session;

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT")
    @Nullable
    String message;

    @Option(names = "--deltas")
    boolean deltas;

    @Override
    public int run(Call call) throws InterruptedException {
        ChatClient chats = call.chats();
        String name = name(call, chats);
        if (message == null && call.isText() && call.mayAsk()) {
            return Conversation.talk(chats, call.client(), name, call.screen(), call.surroundings());
        }
        String text = new SpokenWords(call).command(message == null ? List.of() : List.of(message));
        return new OneTurn(chats, name, call.screen(), call.surroundings(), call.format(), deltas).say(text);
    }

    /** The session that is meant, which may be a new one. */
    private String name(Call call, ChatClient chats) {
        String wanted = session;
        if (wanted == null) {
            return Conversation.newName(call.surroundings());
        }
        if (wanted.isBlank()) {
            throw Call.usage(call.say(Text.MISSING, "SESSION"), "switchboard chat --help");
        }
        return ChatSessions.find(chats, wanted)
                .map(Received::value)
                .map(ChatSessionRow::name)
                .orElse(wanted);
    }
}
