package dev.switchboard.web;

import java.time.Duration;

/** Hears what the server does, for metrics. Called on event loops and handler threads: must return at once and not throw. */
public interface WebListener {
    WebListener NONE = new WebListener() {};

    /**
     * A request is over: its answer has left, or its reader has.
     *
     * @param door name of the door that answered; {@code none} where no door is
     * @param method upper case; {@code OTHER} for methods that HTTP does not define
     * @param status 0 when the reader left before there was one
     * @param took from the head of the request to the end of the answer
     */
    default void answered(String door, String method, int status, Duration took) {}

    /** A body that is written bit by bit has begun. */
    default void streamOpened(String door) {}

    /** It has ended, or its reader left. */
    default void streamClosed(String door) {}

    /** A WebSocket is open. */
    default void socketOpened(String door) {}

    /** It is gone. */
    default void socketClosed(String door, int code) {}

    /** A reader was cut off because it took nothing for {@code web.stall-timeout}. */
    default void readerCut(String door) {}

    /** A connection was closed at once because {@code web.max-connections} are open. */
    default void connectionRefused() {}
}
