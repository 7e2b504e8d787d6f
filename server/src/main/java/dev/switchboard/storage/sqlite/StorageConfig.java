package dev.switchboard.storage.sqlite;

/**
 * Bounds of the storage.
 *
 * @param queueBlocks how many blocks may wait for the writer; one more is refused as {@code TooBusy}
 * @param batchBlocks how many blocks and events one commit takes at most
 * @param batchChars how much payload one commit takes, or little more
 * @param eventChars the longest payload of one event
 * @param readThreads how many threads, each with a connection, answer reads
 * @param readQueue how many reads may wait for such a thread; one more is refused as {@code TooBusy}
 * @param pageEntries the most entries that one read of a stream gives
 * @param pageChars how much payload one read of a stream gives, or little more
 * @param cachedStreams of how many streams the writer remembers the last number
 * @param fileBytes how large the database file may grow; 0 for as large as the disk
 */
public record StorageConfig(
        int queueBlocks,
        int batchBlocks,
        int batchChars,
        int eventChars,
        int readThreads,
        int readQueue,
        int pageEntries,
        int pageChars,
        int cachedStreams,
        long fileBytes) {

    public StorageConfig {
        atLeastOne("queue-blocks", queueBlocks);
        atLeastOne("batch-blocks", batchBlocks);
        atLeastOne("batch-chars", batchChars);
        atLeastOne("event-chars", eventChars);
        atLeastOne("read-threads", readThreads);
        atLeastOne("read-queue", readQueue);
        atLeastOne("page-entries", pageEntries);
        atLeastOne("page-chars", pageChars);
        atLeastOne("cached-streams", cachedStreams);
        if (fileBytes != 0 && fileBytes < 1 << 20) {
            throw new IllegalArgumentException("file-bytes: " + fileBytes + " (expected: 0 or at least 1048576)");
        }
    }

    /** What suits a machine with this many processors. */
    public static StorageConfig defaults(int processors) {
        return new StorageConfig(16_384, 4_096, 4 << 20, 16 << 20, 2 * processors, 65_536, 4_096, 4 << 20, 65_536, 0);
    }

    public StorageConfig withQueueBlocks(int max) {
        return new StorageConfig(
                max,
                batchBlocks,
                batchChars,
                eventChars,
                readThreads,
                readQueue,
                pageEntries,
                pageChars,
                cachedStreams,
                fileBytes);
    }

    public StorageConfig withFileBytes(long max) {
        return new StorageConfig(
                queueBlocks,
                batchBlocks,
                batchChars,
                eventChars,
                readThreads,
                readQueue,
                pageEntries,
                pageChars,
                cachedStreams,
                max);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: at least 1)");
        }
    }
}
