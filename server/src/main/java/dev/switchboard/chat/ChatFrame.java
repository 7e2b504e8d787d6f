package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import java.time.Instant;

/** What readers of chats receive. Live frames are shared by all readers, and so is what a door makes of them. */
public sealed interface ChatFrame {

    SessionKey session();

    /** The position in the session's log. */
    long cursor();

    Instant at();

    /** Room for what a door makes of this frame. */
    Rendering rendering();

    /**
     * An event of the log.
     *
     * @param replayed whether it happened before the reader came (back)
     * @param previousLength for {@link ChatEvent.AssistantSaid} and {@link ChatEvent.TakenBack}: how much of {@code whole}, from its beginning,
     *     those who have read so far have; 0 otherwise
     */
    record Logged(
            SessionKey session,
            long cursor,
            Instant at,
            boolean replayed,
            ChatEvent event,
            int previousLength,
            Rendering rendering)
            implements ChatFrame {}

    /**
     * The text of a turn while it is being spoken. It is not logged, and the next frame of the turn's text makes it void: a reader that was
     * slow is handed the latest one only.
     *
     * @param cursor that of the last logged event before it
     * @param text everything that was said in the turn so far, joined by blank lines
     * @param previousLength how much of the text, from its beginning, the frame before had; less than that frame's text when something of it
     *     was taken back
     * @param replaces whether something of the text of the frame before is not in this one
     */
    record Speaking(
            SessionKey session,
            long cursor,
            Instant at,
            String turn,
            int seq,
            String text,
            int previousLength,
            boolean replaces,
            Rendering rendering)
            implements ChatFrame {}
}
