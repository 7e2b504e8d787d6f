package dev.switchboard.cli.chat;

import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatMessage;
import dev.switchboard.client.Received;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What had been said in a session when somebody came.
 *
 * @param since where reading goes on without a gap; absent when the history does not tell
 */
record Past(List<ChatMessage> messages, @Nullable Long since) {

    static Past of(ChatClient chats, String session, int limit) {
        List<ChatMessage> messages =
                chats.history(session, limit).stream().map(Received::value).toList();
        long last = messages.stream().mapToLong(ChatMessage::cursor).max().orElse(0);
        return new Past(messages, messages.isEmpty() || last > 0 ? Long.valueOf(last) : null);
    }

    /** What each turn has said, as the events of a turn that goes on tell it again. */
    Map<String, String> saidByTurn() {
        Map<String, String> said = new HashMap<>();
        for (ChatMessage message : messages) {
            if (message.role().equals("assistant")
                    && !message.turn().isEmpty()
                    && !message.text().isEmpty()) {
                said.merge(message.turn(), message.text(), (before, more) -> before + "\n\n" + more);
            }
        }
        return said;
    }

    /** What a turn has said in the end; empty when nothing of it is known. */
    String answer(String turn) {
        return saidByTurn().getOrDefault(turn, "");
    }
}
