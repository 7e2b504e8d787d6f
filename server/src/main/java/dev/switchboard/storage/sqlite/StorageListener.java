package dev.switchboard.storage.sqlite;

import java.time.Duration;

/** Hears how the writer fares, on the writer thread: it must be short, must not block and must not throw. */
public interface StorageListener {

    /** A batch was committed and its writers were told. */
    default void committed(Batch batch) {}

    /** A batch was undone because the storage could not take it. */
    default void failed(Batch batch) {}

    /**
     * What one commit was about.
     *
     * @param blocks how many transactions shared it
     * @param events how many events it made durable
     * @param chars their payload
     * @param left how many blocks waited for the next commit by then
     * @param commit how long the commit itself took, with its fsync
     * @param total from the first block's begin until the writers were told
     */
    record Batch(int blocks, int events, long chars, int left, Duration commit, Duration total) {}
}
