package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatSessionRow;
import dev.switchboard.client.Received;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the chat session that a person means: by its key in any spelling, by its label, or by the beginning of its id. */
final class ChatSessions {
    private static final int MOST = 1000;

    private ChatSessions() {}

    static Optional<Received<ChatSessionRow>> find(ChatClient chats, String name) {
        List<Received<ChatSessionRow>> rows = chats.sessions(MOST);
        String lower = name.strip().toLowerCase(Locale.ROOT);
        Optional<Received<ChatSessionRow>> byKey = rows.stream()
                .filter(row ->
                        row.value().key().equals(lower) || row.value().name().equals(lower))
                .findFirst();
        if (byKey.isPresent()) {
            return byKey;
        }
        Optional<Received<ChatSessionRow>> byLabel = rows.stream()
                .filter(row -> row.value().label().equalsIgnoreCase(name.strip()))
                .findFirst();
        return byLabel.isPresent()
                ? byLabel
                : rows.stream()
                        .filter(row ->
                                lower.length() >= 8 && row.value().sessionId().startsWith(lower))
                        .findFirst();
    }

    static Received<ChatSessionRow> existing(Call call, ChatClient chats, String name) {
        return find(chats, name).orElseThrow(() -> unknown(call, name));
    }

    static FailureException unknown(Call call, String name) {
        return new FailureException(new Failure(
                ExitCode.NOT_FOUND, "not_found", call.say(Text.CHAT_NO_SESSION, name), "", "switchboard sessions ls"));
    }
}
