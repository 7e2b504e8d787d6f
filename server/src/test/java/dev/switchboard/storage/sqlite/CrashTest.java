package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.testing.ChildJvm;
import dev.switchboard.time.SystemTime;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what was acknowledged or seen is there after a {@code kill -9}, once, and without gaps. Method: a child appends from several
 * threads and says what it was told; it is killed after a random number of acknowledgements, again and again over the same data.
 */
@Timeout(120)
class CrashTest {
    private static final int KILLS = 20;

    /** What the children said: stream and number, and the hash of the payload. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedOrSeenIsLostOrRepeatedByKills() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            // Now and then texts are long, so that the log is moved into the file while the child is killed.
            boolean bulky = kill % 5 == 0;
            int acknowledgements = 1 + random.nextInt(bulky ? 3_000 : 1_000);
            killAfter(acknowledgements, "life" + kill, bulky ? 8_000 : random.nextInt(400), random.nextInt(2_000));
            check("seed " + seed + ", kill " + kill + " of " + KILLS + " after " + acknowledgements);
        }
    }

    private void killAfter(int acknowledgements, String life, int length, int micros) throws Exception {
        CountDownLatch acknowledged = new CountDownLatch(acknowledgements);
        List<String> arguments = List.of(directory.toString(), life, "16", "0", Integer.toString(length), "false");
        try (ChildJvm child = ChildJvm.start(List.of(), Appender.class, arguments, line -> {
            String[] words = line.split(" ");
            told.put(words[1] + " " + words[2], words[3]);
            if (words[0].equals("acked")) {
                acknowledged.countDown();
            }
        })) {
            assertThat(acknowledged.await(30, TimeUnit.SECONDS))
                    .as("%s", child.errors())
                    .isTrue();
            long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            child.kill();
        }
    }

    private void check(String when) {
        Map<String, String> missing = new HashMap<>(told);
        try (SqliteStorage storage =
                SqliteStorage.open(directory.resolve("data"), StorageConfig.defaults(), new SystemTime())) {
            for (int i = 0; i < 3; i++) {
                StreamId stream = Appender.stream(i);
                Set<String> payloads = new HashSet<>();
                long last = 0;
                List<Entry> page = storage.journal().read(stream, last, 4_096, 1 << 22);
                while (!page.isEmpty()) {
                    for (Entry entry : page) {
                        assertThat(entry.seq()).as(when).isEqualTo(++last);
                        assertThat(payloads.add(entry.payload()))
                                .as("%s: a repeated event", when)
                                .isTrue();
                        String hash = missing.remove(stream + " " + entry.seq());
                        if (hash != null) {
                            assertThat(Appender.hash(entry.payload())).as(when).isEqualTo(hash);
                        }
                    }
                    page = storage.journal().read(stream, last, 4_096, 1 << 22);
                }
                assertThat(storage.journal().extent(stream).lastSeq()).as(when).isEqualTo(last);
            }
        }
        assertThat(missing).as("%s: acknowledged or seen, and gone", when).isEmpty();
    }
}
