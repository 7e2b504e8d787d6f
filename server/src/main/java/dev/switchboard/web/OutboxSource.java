package dev.switchboard.web;

/**
 * Where a socket fetches messages when there is news and room for them. What is not fetched stays where it is, so a socket that is read
 * slowly holds a position instead of a queue.
 */
@FunctionalInterface
public interface OutboxSource {

    /**
     * Offers messages until there are none or one is not taken; then the source is asked again, with that one first. Runs on the socket's
     * event loop: it must not block. Everything that is offered in one go leaves with one write.
     *
     * @param room to be used before this returns only
     */
    void fill(Outbox room);

    /** Takes messages while there is room. */
    interface Outbox {

        /** False when there is no room; the source is asked again when there is. */
        boolean offer(TextFrame frame);

        /**
         * As {@link #offer(TextFrame)}, for a text message in three parts: what is the same for all sockets stands in the middle and is
         * encoded once.
         *
         * @param head UTF-8, as the other parts; none of the arrays may be changed any more
         */
        boolean offer(byte[] head, byte[] shared, byte[] tail);
    }
}
