package dev.switchboard.web;

import dev.switchboard.problem.ProblemException;

/** Talks over one WebSocket. The methods of a socket's listener run one at a time, on virtual threads. */
public interface SocketHandler {

    /**
     * The upgrade was asked for and the route's access rule allows it; returns who hears of this socket's frames. Runs before the upgrade is
     * answered; what is sent here leaves right after it.
     *
     * @throws ProblemException the upgrade is refused, as the door renders it
     */
    SocketListener open(Exchange request, Socket socket);

    /** Hears of frames. */
    interface SocketListener {

        /** A text message, of at most as many bytes as the socket takes. Messages wait unread while this one is handled. */
        void text(String message) throws InterruptedException;

        /** The server drains: the socket is closed with 1001 when the time for that is over, or by the listener before. */
        default void draining() {}

        /** The socket is gone; called once, after the last message. */
        void closed(int code, String reason);
    }

    /** One open socket. Any thread may send; messages go out in the order of the calls, as many as are waiting with one write. */
    interface Socket {

        /** False when the socket is gone or its outbox ({@code web.socket-outbox-bytes}) is full. */
        default boolean send(String message) {
            return send(TextFrame.of(message));
        }

        /** Sends a message that may have been encoded once for many sockets. */
        boolean send(TextFrame frame);

        /**
         * Says who is asked for messages, now and whenever there is news; to be said once. Messages that are sent and messages that the source offers
         * leave in the order of the calls.
         */
        void source(OutboxSource source);

        /**
         * There may be something to fetch from the source. Any thread may say so as often as it likes: while the source has not been asked
         * since the last time, nothing happens.
         */
        void news();

        /**
         * Says how long the other side's messages may be from now on, in bytes; until then {@code web.socket-message-bytes} holds. A longer one
         * ends the socket with 1009.
         */
        void messageBytes(int limit);

        /** What was accepted for this socket and has not been taken by the network, in bytes. */
        int outboxBytes();

        /** Says goodbye after what was sent before. */
        void close(int code, String reason);

        /** Ends the connection at once, whatever still waits in the outbox. */
        void cut();
    }
}
