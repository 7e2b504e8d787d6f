package dev.switchboard.signals;

/**
 * The text of an item while it is being spoken. One thread appends; readers of the stream see what has been said so far. The writer
 * logs the whole item as an event when it ends and then closes it here.
 */
public interface OpenItem extends AutoCloseable {

    /** Says more. Never blocks on a reader. */
    void append(String text);

    /** The item ended: its event is logged, or it was discarded. Late readers do not see it any more. */
    @Override
    void close();
}
