package dev.switchboard.web;

/** Talks over one WebSocket. Methods run one at a time on a virtual thread of the socket. */
public interface SocketHandler {

    /** The upgrade was asked for and is allowed; returns who hears of this socket's frames. */
    SocketListener open(Exchange request, Socket socket);

    /** Hears of frames. */
    interface SocketListener {
        void text(String message) throws InterruptedException;

        /** The socket is gone; called once. */
        void closed(int code, String reason);
    }

    /** One open socket. Any thread may send; messages go out in the order of the calls, as many as are waiting with one flush. */
    interface Socket {

        /** False when the socket is gone or its outbox ({@code web.socket-outbox-bytes}) is full. */
        boolean send(String message);

        void close(int code, String reason);
    }
}
