package dev.switchboard.doors.bridge;

/** Hears what the bridge does, for metrics. Called on event loops too: must return at once and not throw. */
public interface BridgeListener {
    BridgeListener NONE = new BridgeListener() {};

    /** Frames of sessions were handed to a socket. */
    default void handed(int frames) {}

    /** A browser began to read a session. */
    default void subscribed() {}

    /** A browser was told why it cannot. */
    default void refused() {}

    /** A browser was told that it has to read the history of a session. */
    default void resync() {}
}
