package dev.switchboard.web;

/** A body that is written bit by bit. One thread writes; any thread may ask. */
public interface BodyStream {

    /**
     * Hands bytes to the connection. Returns at once while the reader has credit left ({@code web.stream-credit-bytes}); waits for the
     * reader when it is spent. A reader that takes nothing for {@code web.stall-timeout} is cut off.
     *
     * @return false when the reader is gone: nothing more can be written
     */
    boolean write(byte[] bytes) throws InterruptedException;

    /** Whether the reader is still there. */
    boolean open();

    /** Ends the body. */
    void end();
}
