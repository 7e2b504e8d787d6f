package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.testing.ChildJvm;
import dev.switchboard.time.SettableTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteStorageTest {
    private static final StreamId RUN = new StreamId("run", "1");
    private static final StorageConfig CONFIG = StorageConfig.defaults();

    private final SettableTime time = new SettableTime();

    @TempDir
    private Path directory;

    @Test
    void aDirectoryIsMadeThatOnlyItsOwnerMayRead() throws Exception {
        assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
        Path data = directory.resolve("a/b");
        try (SqliteStorage storage = open(data)) {
            append(storage, "a");
            assertThat(permissions(data)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files)
                        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void allDataIsInOneFileAfterClosing() throws Exception {
        try (SqliteStorage storage = open(directory)) {
            append(storage, "a");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("switchboard.db", "switchboard.lock");
        }
    }

    @Test
    void aDirectoryServesOneServerAtATime() {
        SqliteStorage first = open(directory);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessage("data directory is in use by another server: " + directory.toAbsolutePath());
        }
        first.close();
        open(directory).close();
    }

    @Test
    void aDirectoryThatAnotherProcessHoldsIsRefused() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        List<String> arguments = List.of(directory.toString(), "life", "1", "0", "10", "false");
        try (ChildJvm child = ChildJvm.start(List.of(), Appender.class, arguments, line -> running.countDown())) {
            assertThat(running.await(30, TimeUnit.SECONDS))
                    .as("%s", child.errors())
                    .isTrue();
            assertThatThrownBy(() -> open(directory.resolve("data")))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("in use by another server: " + directory.resolve("data"));
        }
        open(directory.resolve("data")).close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefusedInOneLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(file.resolve("data")))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(file.resolve("data").toString())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
        Path file = directory.resolve("switchboard.db");
        Files.writeString(file, "this is no database, but long enough to be looked at ".repeat(100));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("SQLITE_NOTADB");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void connectionsAreSetAsTheyMustBe() {
        open(directory).close();
        Path file = directory.resolve("switchboard.db");
        try (Database writer = Database.writer(file, CONFIG);
                Database reader = Database.reader(file)) {
            assertThat(text(writer, "PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(text(writer, "PRAGMA synchronous")).isEqualTo("2");
            assertThat(text(writer, "PRAGMA wal_autocheckpoint")).isEqualTo("4000");
            assertThat(text(writer, "PRAGMA journal_size_limit")).isEqualTo("67108864");
            assertThat(text(writer, "PRAGMA cache_size")).isEqualTo("-65536");
            assertThat(text(writer, "PRAGMA mmap_size")).isEqualTo("0");
            for (Database each : List.of(writer, reader)) {
                assertThat(text(each, "PRAGMA busy_timeout")).isEqualTo("10000");
                assertThat(text(each, "PRAGMA foreign_keys")).isEqualTo("1");
                assertThat(text(each, "PRAGMA temp_store")).isEqualTo("2");
            }
            assertThatThrownBy(() -> reader.update("DELETE FROM events")).isInstanceOf(StorageFault.class);
        }
    }

    @Test
    void aConnectionRefusesVirtualThreads() throws Exception {
        open(directory).close();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Database.reader(directory.resolve("switchboard.db")).close();
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                })
                .join();
        assertThat(thrown.get()).hasMessageContaining("virtual thread");
    }

    @Test
    void aFullQueueIsRefusedAtOnceAndWhatWaitsIsTaken() throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(directory, CONFIG.withQueueBlocks(3), time)) {
            CountDownLatch holds = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<Boolean> holder = storage.transactor().submit(tx -> {
                holds.countDown();
                return await(release);
            });
            await(holds);
            List<CompletableFuture<Entry>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(storage.transactor().submit(tx -> storage.journal().append(tx, RUN, TEXT, "waits")));
            }
            assertThat(storage.queuedWrites()).isEqualTo(3);
            assertThatThrownBy(() -> append(storage, "one too many"))
                    .isInstanceOfSatisfying(
                            ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(Problem.TooBusy.class));
            release.countDown();
            assertThat(holder.get(10, TimeUnit.SECONDS)).isTrue();
            for (CompletableFuture<Entry> each : waiting) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(append(storage, "a").seq()).isEqualTo(4);
        }
    }

    @Test
    void closingCommitsWhatWaits() throws Exception {
        SqliteStorage storage = open(directory);
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        storage.transactor().submit(tx -> {
            holds.countDown();
            return await(release);
        });
        await(holds);
        CompletableFuture<Entry> waiting =
                storage.transactor().submit(tx -> storage.journal().append(tx, RUN, TEXT, "waits"));
        Thread closing = Thread.ofPlatform().start(storage::close);
        release.countDown();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();

        assertThat(waiting).isCompletedWithValueMatching(entry -> entry.seq() == 1);
        try (SqliteStorage again = open(directory)) {
            assertThat(again.journal().read(RUN, 0, 10, 1_000)).hasSize(1);
        }
    }

    @Test
    void aClosedStorageRefusesReads() {
        SqliteStorage storage = open(directory);
        storage.close();
        storage.close();
        assertThatThrownBy(() -> storage.journal().extent(RUN)).isInstanceOf(ProblemException.class);
    }

    @Test
    void listenersThatThrowDoNotStopTheWriter() {
        try (SqliteStorage storage = open(directory)) {
            List<Entry> heard = new CopyOnWriteArrayList<>();
            storage.onCommit(entries -> {
                throw new IllegalStateException("on purpose");
            });
            storage.onCommit(heard::addAll);
            Entry entry = storage.transactor().write(tx -> {
                tx.afterCommit(() -> {
                    throw new IllegalStateException("on purpose");
                });
                return storage.journal().append(tx, RUN, TEXT, "a");
            });
            assertThat(heard).containsExactly(entry);
            assertThat(append(storage, "b").seq()).isEqualTo(2);
        }
    }

    @Test
    void anEventThatIsTooLongIsRefusedWithItsBlock() {
        try (SqliteStorage storage = open(directory)) {
            String long16m = "x".repeat(CONFIG.eventChars());
            assertThatThrownBy(() -> append(storage, long16m))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most " + CONFIG.eventChars());
            assertThat(append(storage, "a").seq()).isEqualTo(1);
        }
    }

    @Test
    void observersHearOfEveryCommit() throws Exception {
        try (SqliteStorage storage = open(directory)) {
            List<StorageListener.Batch> seen = new CopyOnWriteArrayList<>();
            CountDownLatch two = new CountDownLatch(2);
            storage.observe(new StorageListener() {
                @Override
                public void committed(Batch batch) {
                    seen.add(batch);
                    two.countDown();
                }
            });
            append(storage, "a");
            storage.transactor().write(tx -> {
                storage.journal().append(tx, RUN, TEXT, "b");
                return storage.journal().append(tx, RUN, TEXT, "c");
            });
            await(two);
            assertThat(seen).extracting(StorageListener.Batch::blocks).containsExactly(1, 1);
            assertThat(seen).extracting(StorageListener.Batch::events).containsExactly(1, 2);
            assertThat(seen).extracting(StorageListener.Batch::chars).containsExactly(3L, 6L);
        }
    }

    @Test
    void aCommitTakesNoMoreThanItMayAndTheRestFollowsInOrder() throws Exception {
        StorageConfig small = new StorageConfig(100, 4, 3_000, 10_000, 1, 100, 100, 100_000, 100, 0);
        try (SqliteStorage storage = SqliteStorage.open(directory, small, time)) {
            List<StorageListener.Batch> seen = new CopyOnWriteArrayList<>();
            CountDownLatch release = new CountDownLatch(1);
            storage.transactor().submit(tx -> await(release));
            List<CompletableFuture<Entry>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String text = "x".repeat(i < 15 ? 10 : 998);
                answers.add(storage.transactor().submit(tx -> storage.journal().append(tx, RUN, TEXT, text)));
            }
            storage.observe(new StorageListener() {
                @Override
                public void committed(Batch batch) {
                    seen.add(batch);
                }
            });
            release.countDown();
            for (int i = 0; i < 30; i++) {
                assertThat(answers.get(i).get(10, TimeUnit.SECONDS).seq()).isEqualTo(i + 1);
            }
            storage.close();
            assertThat(seen).hasSizeBetween(9, 11).allSatisfy(batch -> {
                assertThat(batch.blocks()).isLessThanOrEqualTo(4);
                assertThat(batch.chars()).isLessThanOrEqualTo(3_000);
            });
        }
    }

    @Test
    void aBlockThatRunsOutOfMemoryOrStackFailsAlone() {
        try (SqliteStorage storage = open(directory)) {
            assertThatThrownBy(() -> storage.transactor().write(tx -> {
                        storage.journal().append(tx, RUN, TEXT, "never");
                        throw new StackOverflowError("on purpose");
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(append(storage, "a").seq()).isEqualTo(1);
        }
    }

    @Test
    void moreStreamsThanAreRememberedKeepTheirNumbers() {
        StorageConfig small = new StorageConfig(100, 100, 1_000, 1_000, 1, 100, 100, 1_000, 3, 0);
        try (SqliteStorage storage = SqliteStorage.open(directory, small, time)) {
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < 10; i++) {
                    StreamId stream = new StreamId("run", Integer.toString(i));
                    Entry entry =
                            storage.transactor().write(tx -> storage.journal().append(tx, stream, TEXT, "a"));
                    assertThat(entry.seq()).isEqualTo(round);
                }
            }
        }
    }

    private SqliteStorage open(Path data) {
        return SqliteStorage.open(data, CONFIG, time);
    }

    private static Entry append(SqliteStorage storage, String text) {
        return storage.transactor().write(tx -> storage.journal().append(tx, RUN, TEXT, text));
    }

    private static String text(Database database, String sql) {
        return database.first(sql, Row::text).orElseThrow();
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
