package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.time.SystemTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A server in which crowds of writers come while the writer thread is busy. Says {@code acked} as {@link Appender} does. */
final class CrowdAppender {
    private CrowdAppender() {}

    /**
     * @param arguments the data directory, a name that is not used, how many writers a crowd has, and how many crowds there are
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int writers = Integer.parseInt(arguments[2]);
        int crowds = Integer.parseInt(arguments[3]);
        NativeLibrary.unpack(directory.resolve("data")).forEach(System::setProperty);
        SqliteStorage storage =
                SqliteStorage.open(directory.resolve("data"), StorageConfig.defaults(), new SystemTime());
        Appender.mark(directory.resolve("begin"));
        for (int i = 0; i < crowds; i++) {
            for (CompletableFuture<Entry> each : crowd(storage, writers)) {
                Entry entry = each.get();
                System.out.println("acked " + entry.stream() + " " + entry.seq());
            }
        }
        Appender.mark(directory.resolve("end"));
        storage.close();
    }

    /** Lets the writers come while a block holds the writer thread. */
    private static List<CompletableFuture<Entry>> crowd(SqliteStorage storage, int writers) {
        CountDownLatch come = new CountDownLatch(1);
        List<CompletableFuture<Entry>> answers = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            StreamId stream = new StreamId("run", Integer.toString(i));
            boolean first = i == 0;
            answers.add(storage.transactor().submit(tx -> {
                if (first) {
                    await(come);
                }
                return storage.journal().append(tx, stream, TEXT, "one of a crowd");
            }));
        }
        come.countDown();
        return answers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
