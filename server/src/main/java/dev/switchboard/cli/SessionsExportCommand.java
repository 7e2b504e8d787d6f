package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatMessage;
import dev.switchboard.client.ChatSessionRow;
import dev.switchboard.client.Received;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard sessions export}: the transcript of a session, as Markdown or as one message a line. */
@CommandLine.Command(name = "export")
final class SessionsExportCommand implements Command {
    @Parameters(paramLabel = "SESSION")
    String session = "";

    @Override
    public int run(Call call) {
        ChatClient chats = call.chats();
        ChatSessionRow row = ChatSessions.existing(call, chats, session).value();
        List<Received<ChatMessage>> messages = chats.history(row.key(), ChatClient.HISTORY_MAX);
        if (messages.size() == ChatClient.HISTORY_MAX) {
            call.screen().note(Style.YELLOW, call.say(Text.SESSION_CUT, ChatClient.HISTORY_MAX));
        }
        if (call.isText()) {
            call.screen().data(markdown(row, messages));
        } else {
            Listing.show(call, messages, null, () -> {
                throw new IllegalStateException("no table");
            });
        }
        return ExitCode.OK;
    }

    private static String markdown(ChatSessionRow row, List<Received<ChatMessage>> messages) {
        StringBuilder text = new StringBuilder("# ")
                .append(row.label().isEmpty() ? row.name() : row.label())
                .append('\n');
        for (Received<ChatMessage> item : messages) {
            ChatMessage message = item.value();
            text.append("\n## ").append(message.role());
            if (!message.tool().isEmpty()) {
                text.append(' ').append(message.tool());
            }
            if (message.at() != 0) {
                text.append(" · ").append(Instant.ofEpochMilli(message.at()));
            }
            text.append('\n');
            message.parts().forEach(part -> part(text, part, message.role()));
            if (!message.error().isEmpty()) {
                text.append("\n**error:** ").append(message.error()).append('\n');
            }
        }
        return text.toString().stripTrailing();
    }

    private static void part(StringBuilder text, ChatMessage.Part part, String role) {
        switch (part) {
            case ChatMessage.Text said when role.equals("toolResult") -> fenced(text, said.text());
            case ChatMessage.Text said -> text.append('\n').append(said.text()).append('\n');
            case ChatMessage.Thinking thought -> {
                thought.text().lines().forEach(line -> text.append("\n> ").append(line));
                text.append('\n');
            }
            case ChatMessage.ToolCall call -> {
                text.append("\n`").append(call.tool()).append("`\n");
                fenced(text, call.args());
            }
        }
    }

    /** A fence longer than any in the text, so that the text cannot end it. */
    private static void fenced(StringBuilder text, String block) {
        String fence = "```";
        while (block.contains(fence)) {
            fence += "`";
        }
        text.append('\n')
                .append(fence)
                .append('\n')
                .append(block.stripTrailing())
                .append('\n')
                .append(fence)
                .append('\n');
    }
}
