package dev.switchboard.storage.sqlite;

import dev.switchboard.config.Doc;

/** Bounds of the storage; keys begin with {@code storage.}. */
public record StorageConfig(
        @Doc(en = "Writes that may wait for the writer; one more is refused.", zh = "可排队等待写入的写操作数；超出即拒绝。")
        int queueBlocks,

        @Doc(en = "Writes and events that one commit takes at most.", zh = "一次提交最多包含的写操作与事件数。")
        int batchBlocks,

        @Doc(en = "Characters of payload that one commit takes, or little more.", zh = "一次提交包含的有效载荷字符数，可略多。")
        int batchChars,

        @Doc(en = "The longest payload of one event, in characters.", zh = "单个事件有效载荷的最大字符数。")
        int eventChars,

        @Doc(
                en = "Threads that answer reads, each with a connection; 0 for twice the number of processors.",
                zh = "处理读取的线程数，每个线程一个连接；0 表示处理器数的两倍。")
        int readThreads,

        @Doc(en = "Reads that may wait for a thread; one more is refused.", zh = "可排队等待线程的读取数；超出即拒绝。")
        int readQueue,

        @Doc(en = "Entries that one read of a stream gives at most.", zh = "一次读取流最多返回的条目数。")
        int pageEntries,

        @Doc(en = "Characters of payload that one read of a stream gives, or little more.", zh = "一次读取流返回的有效载荷字符数，可略多。")
        int pageChars,

        @Doc(en = "Streams whose last number the writer remembers.", zh = "写线程记住末尾序号的流数。")
        int cachedStreams,

        @Doc(en = "How large the database file may grow; 0 for as large as the disk.", zh = "数据库文件可增长到的大小；0 表示以磁盘为限。")
        long fileBytes) {

    private static final long FILE_BYTES_MIN = 1 << 20;

    public StorageConfig {
        inRange("queue-blocks", queueBlocks, 1);
        inRange("batch-blocks", batchBlocks, 1);
        inRange("batch-chars", batchChars, 1);
        inRange("event-chars", eventChars, 1);
        inRange("read-threads", readThreads, 0);
        inRange("read-queue", readQueue, 1);
        inRange("page-entries", pageEntries, 1);
        inRange("page-chars", pageChars, 1);
        inRange("cached-streams", cachedStreams, 1);
        if (fileBytes != 0 && fileBytes < FILE_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "storage.file-bytes: " + fileBytes + " (expected: 0 or at least " + FILE_BYTES_MIN + ")");
        }
    }

    public static StorageConfig defaults() {
        return new StorageConfig(16_384, 4_096, 4 << 20, 16 << 20, 0, 65_536, 4_096, 4 << 20, 65_536, 0);
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

    /** How many threads read on this machine. */
    int readers() {
        return readThreads > 0 ? readThreads : 2 * Runtime.getRuntime().availableProcessors();
    }

    private static void inRange(String key, int value, int least) {
        if (value < least || value > 1 << 30) {
            throw new IllegalArgumentException(
                    "storage." + key + ": " + value + " (expected: " + least + " to " + (1 << 30) + ")");
        }
    }
}
