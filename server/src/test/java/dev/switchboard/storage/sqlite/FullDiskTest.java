package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a write that does not fit is refused as a whole, and writes are taken again as soon as there is room. */
@Timeout(60)
class FullDiskTest {
    private static final StreamId OLD = new StreamId("run", "old");
    private static final StreamId RUN = new StreamId("run", "1");
    private static final String TEXT_OF_4K = "x".repeat(4_000);

    @TempDir
    private Path directory;

    @Test
    void aFileThatMayNotGrowRefusesWhatDoesNotFitAndTakesMoreWhenOldStreamsAreDeleted() {
        StorageConfig config = StorageConfig.defaults().withFileBytes(2 << 20);
        List<Entry> kept = new ArrayList<>();
        try (SqliteStorage storage = SqliteStorage.open(directory, config, new SystemTime())) {
            for (int i = 0; i < 100; i++) {
                append(storage, OLD);
            }
            assertThat(fill(storage, kept))
                    .isEqualTo(new Problem.Unavailable("the disk is full", Duration.ofSeconds(2)));
            assertThat(kept).hasSizeGreaterThan(100);
            assertThat(read(storage)).isEqualTo(kept);

            storage.transactor().write(tx -> {
                storage.journal().delete(tx, OLD);
                return true;
            });
            for (int i = 0; i < 50; i++) {
                kept.add(append(storage, RUN));
            }
            assertThat(read(storage)).isEqualTo(kept);
        }
        try (SqliteStorage storage = SqliteStorage.open(directory, StorageConfig.defaults(), new SystemTime())) {
            assertThat(read(storage)).isEqualTo(kept);
            kept.add(append(storage, RUN));
            assertThat(kept.getLast().seq()).isEqualTo(kept.size());
        }
    }

    @Test
    void aBlockThatDoesNotFitLeavesNothingOfItself() {
        StorageConfig config = StorageConfig.defaults().withFileBytes(2 << 20);
        try (SqliteStorage storage = SqliteStorage.open(directory, config, new SystemTime())) {
            Entry first = append(storage, RUN);
            Problem problem = problemOf(() -> storage.transactor().write(tx -> {
                for (int i = 0; i < 1_000; i++) {
                    storage.journal().append(tx, RUN, TEXT, TEXT_OF_4K);
                }
                return true;
            }));

            assertThat(problem).isInstanceOf(Problem.Unavailable.class);
            assertThat(read(storage)).containsExactly(first);
            assertThat(append(storage, RUN).seq()).isEqualTo(2);
        }
    }

    @Test
    void aBlockThatKeepsQuietAboutAFullDiskIsRefusedAllTheSame() {
        StorageConfig config = StorageConfig.defaults().withFileBytes(2 << 20);
        try (SqliteStorage storage = SqliteStorage.open(directory, config, new SystemTime())) {
            Problem problem = problemOf(() -> storage.transactor().write(tx -> {
                for (int i = 0; i < 1_000; i++) {
                    try {
                        storage.journal().append(tx, RUN, TEXT, TEXT_OF_4K);
                    } catch (RuntimeException e) {
                        return false;
                    }
                }
                return true;
            }));

            assertThat(problem).isInstanceOf(Problem.Unavailable.class);
            assertThat(read(storage)).isEmpty();
        }
    }

    @Test
    void aFullFileSystemRefusesWritesUntilThereIsRoomAgain() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount(disk), "needs the permission to mount a small file system");
        try {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[2 << 20]);
            List<Entry> kept = new ArrayList<>();
            try (SqliteStorage storage =
                    SqliteStorage.open(disk.resolve("data"), StorageConfig.defaults(), new SystemTime())) {
                assertThat(fill(storage, kept)).isInstanceOf(Problem.Unavailable.class);
                assertThat(fill(storage, kept)).isInstanceOf(Problem.Unavailable.class);
                assertThat(read(storage)).isEqualTo(kept);

                Files.delete(ballast);
                for (int i = 0; i < 50; i++) {
                    kept.add(append(storage, RUN));
                }
                assertThat(read(storage)).isEqualTo(kept);
            }
            try (SqliteStorage storage =
                    SqliteStorage.open(disk.resolve("data"), StorageConfig.defaults(), new SystemTime())) {
                assertThat(read(storage)).isEqualTo(kept);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Appends until it is refused, and returns why. */
    private static Problem fill(SqliteStorage storage, List<Entry> kept) {
        return problemOf(() -> {
            for (int i = 0; i < 10_000; i++) {
                kept.add(append(storage, RUN));
            }
        });
    }

    private static Problem problemOf(Runnable action) {
        try {
            action.run();
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("everything fitted");
    }

    private static Entry append(SqliteStorage storage, StreamId stream) {
        return storage.transactor().write(tx -> storage.journal().append(tx, stream, TEXT, TEXT_OF_4K));
    }

    private static List<Entry> read(SqliteStorage storage) {
        return storage.journal().read(RUN, 0, 4_096, 1 << 24);
    }

    private static boolean mount(Path disk) throws IOException, InterruptedException {
        return Files.isExecutable(Path.of("/usr/bin/mount"))
                && run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()) == 0;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
