package dev.switchboard.doors.link;

import org.jspecify.annotations.Nullable;

/** What the reader of a session is handed. */
public sealed interface LinkFrame {

    /**
     * An event of the gateway.
     *
     * @param name such as {@code chat} or {@code agent}
     * @param payload JSON text in UTF-8, as the gateway sent it; shared by all readers and never changed
     * @param seq the number of the gateway's frame, else that of the payload; absent when neither has one
     * @param cursor the position in the session's log; a volatile event carries that of the last logged event before it
     * @param replayed whether it happened before the reader came (back)
     * @param synthetic whether it was concluded from what the gateway says afterwards, and not sent by it
     */
    record Event(String name, byte[] payload, @Nullable Long seq, long cursor, boolean replayed, boolean synthetic)
            implements LinkFrame {}

    /** The connection to the gateway is lost; it is being built up again. */
    record Down() implements LinkFrame {}

    /**
     * The connection is back and the session is subscribed again.
     *
     * @param missed whether events may have been lost in between
     */
    record Reconnected(boolean missed) implements LinkFrame {}

    /** What comes after the reader's position is not known any more: it has to read the history. */
    record Resync(String reason) implements LinkFrame {}
}
