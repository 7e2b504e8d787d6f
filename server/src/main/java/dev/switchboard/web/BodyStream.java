package dev.switchboard.web;

/** A body that is written bit by bit. One thread writes; any thread may ask. */
public interface BodyStream {

    /**
     * Hands bytes to the connection. Returns at once while the reader has credit left ({@code web.stream-credit-bytes}); waits for the
     * reader when it is spent. A reader that takes nothing for {@code web.stall-timeout} is cut off. Small writes that follow each other
     * closely leave as one.
     *
     * @param bytes not to be changed afterwards
     * @return false when the reader is gone: nothing more can be written
     */
    boolean write(byte[] bytes) throws InterruptedException;

    /** Whether the reader is still there. */
    boolean open();

    /** Runs once when the server begins to drain, at once when it already does; on a virtual thread of its own. */
    void onDrain(Runnable action);

    /** Ends the body. A stream that is not ended when its handler returns is ended then. */
    void end();
}
