package dev.switchboard.chat;

import dev.switchboard.chat.record.Attachment;
import dev.switchboard.chat.record.ChatEvent.Origin;
import dev.switchboard.chat.record.SessionKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message for an agent.
 *
 * @param message may be empty when something is attached
 * @param id what the sender calls the turn: sent again, it is the same turn. Unique among all sessions, 1 to 256 characters
 * @param instruction told to the model in front of the message and not shown; empty for none
 * @param thinking a thinking level for this turn; absent for that of the session
 * @param timeout how long the turn may work, counted in whole seconds; absent for as long as it takes
 */
public record ChatTurn(
        SessionKey session,
        String message,
        String id,
        Origin origin,
        List<Attachment> attachments,
        String instruction,
        @Nullable String thinking,
        @Nullable Duration timeout) {
    public ChatTurn {
        attachments = List.copyOf(attachments);
    }

    /** A plain message of a person. */
    public static ChatTurn of(SessionKey session, String message, String id) {
        return new ChatTurn(session, message, id, Origin.USER, List.of(), "", null, null);
    }
}
