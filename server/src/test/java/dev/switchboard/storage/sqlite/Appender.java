package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.signals.Feed;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.time.SystemTime;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A server that only appends, to be killed, traced and starved. It says on its standard output {@code acked <stream> <seq> <hash>} once a
 * write has returned, {@code seen …} once a follower has received the event, and {@code refused <text>} for a write that failed.
 */
final class Appender {
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final SqliteStorage storage;
    private final String round;
    private final boolean halting;

    private Appender(SqliteStorage storage, String round, boolean halting) {
        this.storage = storage;
        this.round = round;
        this.halting = halting;
    }

    /**
     * @param arguments the data directory, a name for this life, how many threads append, how many events each appends (0: until killed),
     *     the length of a text, and whether the process halts at the first refusal, as if it were killed then
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[2]);
        int events = Integer.parseInt(arguments[3]);
        int length = Integer.parseInt(arguments[4]);
        // Unpacked once for all lives: a killed process leaves what the driver unpacks.
        NativeLibrary.unpack(directory.resolve("data")).forEach(System::setProperty);
        SqliteStorage storage =
                SqliteStorage.open(directory.resolve("data"), StorageConfig.defaults(), new SystemTime());
        Feed feed = new Feed(storage.journal());
        storage.onCommit(feed);
        Appender appender = new Appender(storage, arguments[1], Boolean.parseBoolean(arguments[5]));
        long last = storage.journal().extent(stream(0)).lastSeq();
        Thread.ofVirtual().start(() -> appender.follow(feed.follow(stream(0), last, false)));
        // A forced write of a file with this name shows where the appending begins and ends in a trace of system calls.
        mark(directory.resolve("begin"));
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(writers.submit(() -> appender.append(thread, events, length)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        mark(directory.resolve("end"));
        storage.close();
        System.exit(0);
    }

    static StreamId stream(int thread) {
        return new StreamId("run", Integer.toString(thread % 3));
    }

    static String hash(String payload) {
        return Integer.toHexString(payload.hashCode());
    }

    private void append(int thread, int events, int length) {
        String filler = "x".repeat(length);
        for (int i = 0; events == 0 || i < events; i++) {
            String text = round + "." + thread + "." + i;
            try {
                Entry entry = storage.transactor()
                        .write(tx -> storage.journal().append(tx, stream(thread), TEXT, text + " " + filler));
                say("acked", entry);
            } catch (ProblemException e) {
                out.println("refused " + text);
                if (halting) {
                    Runtime.getRuntime().halt(0);
                }
            }
        }
    }

    private void follow(Follower follower) {
        try (follower) {
            while (true) {
                for (Frame frame : follower.next(Duration.ofSeconds(1))) {
                    if (frame instanceof Frame.Event(Entry entry)) {
                        say("seen", entry);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Ends the thread.
        }
    }

    private void say(String what, Entry entry) {
        out.println(what + " " + entry.stream() + " " + entry.seq() + " " + hash(entry.payload()));
    }

    static void mark(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
