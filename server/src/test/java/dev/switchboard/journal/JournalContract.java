package dev.switchboard.journal;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Journal} promises together with its {@link dev.switchboard.tx.Transactor}. */
@Timeout(60)
public abstract class JournalContract {
    protected static final StreamId RUN = new StreamId("run", "1");
    protected static final StreamId OTHER = new StreamId("run", "2");

    protected final SettableTime time = new SettableTime(Instant.parse("2025-11-19T07:15:23.512Z"));
    protected TestStorage storage;

    /** Opens the storage under test, empty. */
    protected abstract TestStorage open();

    @BeforeEach
    void openStorage() {
        storage = open();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    @Test
    void numbersRunFromOneWithoutGaps() {
        for (int i = 1; i <= 5; i++) {
            assertThat(say(RUN, "event " + i).seq()).isEqualTo(i);
        }
        assertThat(seqs(RUN)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void eachStreamHasNumbersOfItsOwn() {
        say(RUN, "a");
        say(RUN, "b");
        assertThat(say(OTHER, "c").seq()).isEqualTo(1);
        assertThat(say(new StreamId("session", "1"), "d").seq()).isEqualTo(1);
    }

    @Test
    void anEntryIsReadBackAsItWasAppended() {
        time.advance(Duration.ofMillis(1));
        Entry appended = say(RUN, "tab\t, quote\", zero\u0000, ä, 漢, 😀, \u2028");

        assertThat(read(RUN)).containsExactly(appended);
        assertThat(appended.at()).isEqualTo("2025-11-19T07:15:23.513Z");
        assertThat(appended.type()).isEqualTo("text");
        assertThat(appended.version()).isEqualTo(3);
        assertThat(Recorded.of(appended, TEXT).event()).isEqualTo("tab\t, quote\", zero\u0000, ä, 漢, 😀, \u2028");
    }

    @Test
    void severalEventsOfOneBlockStandTogetherAndInOrder() {
        storage.transactor().write(tx -> {
            storage.journal().append(tx, RUN, TEXT, "a");
            storage.journal().append(tx, OTHER, TEXT, "b");
            return storage.journal().append(tx, RUN, TEXT, "c");
        });

        assertThat(texts(RUN)).containsExactly("a", "c");
        assertThat(texts(OTHER)).containsExactly("b");
    }

    @Test
    void aBlockSeesItsOwnLastNumber() {
        say(RUN, "a");
        List<Long> seen = storage.transactor().write(tx -> {
            long before = storage.journal().lastSeq(tx, RUN);
            storage.journal().append(tx, RUN, TEXT, "b");
            return List.of(
                    before,
                    storage.journal().lastSeq(tx, RUN),
                    storage.journal().lastSeq(tx, OTHER));
        });
        assertThat(seen).containsExactly(1L, 2L, 0L);
    }

    @Test
    void aFailingBlockLeavesNothingAndItsNumbersAreGivenAgain() {
        say(RUN, "a");
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    storage.journal().append(tx, RUN, TEXT, "never");
                    storage.journal().append(tx, OTHER, TEXT, "never");
                    throw new UnsupportedOperationException("on purpose");
                }))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("on purpose");

        assertThat(say(RUN, "b").seq()).isEqualTo(2);
        assertThat(say(OTHER, "c").seq()).isEqualTo(1);
        assertThat(texts(RUN)).containsExactly("a", "b");
        assertThat(texts(OTHER)).containsExactly("c");
    }

    @Test
    void aFailingBlockDoesNotFailTheBlocksThatShareItsCommit() {
        List<CompletableFuture<Entry>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String text = "event " + i;
            boolean fails = i % 3 == 0;
            answers.add(storage.transactor().submit(tx -> {
                Entry entry = storage.journal().append(tx, RUN, TEXT, text);
                if (fails) {
                    throw new UnsupportedOperationException(text);
                }
                return entry;
            }));
        }

        long seq = 0;
        for (int i = 0; i < 300; i++) {
            if (i % 3 == 0) {
                assertThat(answers.get(i)).failsWithin(Duration.ofSeconds(10));
            } else {
                assertThat(answers.get(i)).succeedsWithin(Duration.ofSeconds(10));
                assertThat(answers.get(i).join().seq()).isEqualTo(++seq);
            }
        }
        assertThat(seqs(RUN))
                .hasSize(200)
                .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void undosRunOnceAndInReverseOrderWhenTheBlockFails() {
        List<String> told = new CopyOnWriteArrayList<>();
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    tx.onRollback(() -> told.add("first"));
                    tx.afterCommit(() -> told.add("never"));
                    tx.onRollback(() -> told.add("second"));
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        say(RUN, "a");

        assertThat(told).containsExactly("second", "first");
    }

    @Test
    void afterACommitTheActionsRunThenTheListenersHearThenTheCallerIsTold() {
        List<String> told = new CopyOnWriteArrayList<>();
        storage.onCommit(entries -> told.add("listener " + entries.getFirst().seq()));

        storage.transactor()
                .submit(tx -> {
                    tx.onRollback(() -> told.add("never"));
                    tx.afterCommit(() -> told.add("first action"));
                    tx.afterCommit(() -> told.add("second action"));
                    return storage.journal().append(tx, RUN, TEXT, "a");
                })
                .join();
        told.add("caller");

        assertThat(told).containsExactly("first action", "second action", "listener 1", "caller");
    }

    @Test
    void listenersHearEveryEventOnceInTheOrderOfItsStreamAndOnlyWhenItCanBeRead() throws Exception {
        BlockingQueue<Entry> heard = new LinkedBlockingQueue<>();
        storage.onCommit(heard::addAll);
        inParallel(8, writer -> {
            for (int i = 0; i < 25; i++) {
                say(new StreamId("run", Integer.toString(writer % 2)), writer + "." + i);
            }
        });

        long[] last = new long[2];
        for (int i = 0; i < 200; i++) {
            Entry entry = heard.poll(10, TimeUnit.SECONDS);
            assertThat(entry).isNotNull();
            int stream = Integer.parseInt(entry.stream().id());
            assertThat(entry.seq()).isEqualTo(++last[stream]);
            assertThat(storage.journal().read(entry.stream(), entry.seq() - 1, 1, 1000))
                    .containsExactly(entry);
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void nothingOfAFailedBlockIsAnnounced() {
        List<Entry> heard = new CopyOnWriteArrayList<>();
        storage.onCommit(heard::addAll);
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    storage.journal().append(tx, RUN, TEXT, "never");
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        Entry kept = say(RUN, "a");
        assertThat(heard).containsExactly(kept);
    }

    @Test
    void anInterruptBeforeAWriteDoesNotCutItShortAndTheFlagStaysSet() throws Exception {
        AtomicBoolean flag = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            say(RUN, "a");
            flag.set(Thread.currentThread().isInterrupted());
        });
        assertThat(writer.join(Duration.ofSeconds(10))).isTrue();

        assertThat(flag).isTrue();
        assertThat(texts(RUN)).containsExactly("a");
    }

    @Test
    void anInterruptDuringTheWaitForTheWriterDoesNotCutItShort() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform()
                .start(() -> storage.transactor().write(tx -> {
                    held.countDown();
                    return await(release);
                }));
        await(held);
        AtomicReference<Entry> entry = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            entry.set(say(RUN, "a"));
            flag.set(Thread.currentThread().isInterrupted());
        });
        awaitWaiting(writer);
        writer.interrupt();
        assertThat(writer.join(Duration.ofMillis(50))).isFalse();
        release.countDown();
        assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
        holder.join();

        assertThat(entry.get().seq()).isEqualTo(1);
        assertThat(flag).isTrue();
    }

    @Test
    void anInterruptDoesNotCutAReadShort() throws Exception {
        say(RUN, "a");
        List<Entry> read = new CopyOnWriteArrayList<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            read.addAll(read(RUN));
            flag.set(Thread.currentThread().isInterrupted());
        });
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();

        assertThat(read).hasSize(1);
        assertThat(flag).isTrue();
    }

    @Test
    void aReadGivesAtMostAsManyEntriesAsWanted() {
        IntStream.rangeClosed(1, 10).forEach(i -> say(RUN, "event " + i));

        assertThat(storage.journal().read(RUN, 0, 4, 100_000))
                .extracting(Entry::seq)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(storage.journal().read(RUN, 8, 4, 100_000))
                .extracting(Entry::seq)
                .containsExactly(9L, 10L);
        assertThat(storage.journal().read(RUN, 10, 4, 100_000)).isEmpty();
        assertThat(storage.journal().read(RUN, 11, 4, 100_000)).isEmpty();
        assertThat(storage.journal().read(OTHER, 0, 4, 100_000)).isEmpty();
    }

    @Test
    void aReadEndsWhenItHasEnoughPayloadButGivesAtLeastOneEntry() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "x".repeat(998)));

        assertThat(storage.journal().read(RUN, 0, 100, 1)).hasSize(1);
        assertThat(storage.journal().read(RUN, 0, 100, 2_000)).hasSize(2);
        assertThat(storage.journal().read(RUN, 0, 100, 2_001)).hasSize(3);
    }

    @Test
    void aStreamThatNeverWasHasAnEmptyExtent() {
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(1, 0));
    }

    @Test
    void trimForgetsTheOldestEntriesAndTheRestKeepsItsNumbers() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "event " + i));
        trim(3);

        assertThat(seqs(RUN)).containsExactly(4L, 5L);
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(4, 5));
        assertThat(say(RUN, "event 6").seq()).isEqualTo(6);
    }

    @Test
    void numbersAreNotGivenAgainAfterEverythingWasTrimmed() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "event " + i));
        trim(100);

        assertThat(read(RUN)).isEmpty();
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(6, 5));
        assertThat(say(RUN, "event 6").seq()).isEqualTo(6);
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(6, 6));
    }

    @Test
    void trimmingLessThanBeforeChangesNothing() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "event " + i));
        trim(3);
        trim(1);
        trim(0);

        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(4, 5));
        assertThat(seqs(RUN)).containsExactly(4L, 5L);
    }

    @Test
    void aTrimIsUndoneWithItsBlock() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "event " + i));
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    storage.journal().trim(tx, RUN, 3);
                    storage.journal().append(tx, RUN, TEXT, "never");
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(1, 5));
        assertThat(seqs(RUN)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(say(RUN, "event 6").seq()).isEqualTo(6);
    }

    @Test
    void aDeletedStreamBeginsAnew() {
        say(RUN, "a");
        say(OTHER, "b");
        Entry first = storage.transactor().write(tx -> {
            storage.journal().delete(tx, RUN);
            assertThat(storage.journal().lastSeq(tx, RUN)).isZero();
            return storage.journal().append(tx, RUN, TEXT, "c");
        });

        assertThat(first.seq()).isEqualTo(1);
        assertThat(texts(RUN)).containsExactly("c");
        assertThat(texts(OTHER)).containsExactly("b");
    }

    @Test
    void aDeleteIsUndoneWithItsBlock() {
        say(RUN, "a");
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    storage.journal().delete(tx, RUN);
                    storage.journal().append(tx, RUN, TEXT, "never");
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(texts(RUN)).containsExactly("a");
        assertThat(say(RUN, "b").seq()).isEqualTo(2);
    }

    @Test
    void manyWritersLeaveNoGapAndLoseNothing() throws Exception {
        inParallel(32, writer -> {
            for (int i = 0; i < 20; i++) {
                String text = writer + "." + i;
                StreamId shared = new StreamId("run", "shared " + writer % 3);
                storage.transactor().write(tx -> {
                    storage.journal().append(tx, new StreamId("run", "own " + writer), TEXT, text);
                    return storage.journal().append(tx, shared, TEXT, text);
                });
            }
        });

        List<String> all = new ArrayList<>();
        for (int shared = 0; shared < 3; shared++) {
            StreamId stream = new StreamId("run", "shared " + shared);
            List<String> texts = texts(stream);
            assertThat(seqs(stream))
                    .isEqualTo(LongStream.rangeClosed(1, texts.size()).boxed().toList());
            all.addAll(texts);
        }
        assertThat(all).hasSize(640).doesNotHaveDuplicates();
        for (int writer = 0; writer < 32; writer++) {
            int number = writer;
            assertThat(texts(new StreamId("run", "own " + writer)))
                    .isEqualTo(IntStream.range(0, 20)
                            .mapToObj(i -> number + "." + i)
                            .toList());
        }
    }

    @Test
    void aTransactionIsOverWhenItsBlockHasReturned() {
        AtomicReference<Tx> kept = new AtomicReference<>();
        storage.transactor().write(tx -> {
            kept.set(tx);
            return true;
        });

        assertThatThrownBy(() -> storage.journal().append(kept.get(), RUN, TEXT, "a"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.get().afterCommit(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBlockThatWaitsForTheWriterIsRefused() {
        assertThatThrownBy(() -> storage.transactor().write(tx -> say(RUN, "a")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> storage.transactor().write(tx -> storage.journal().read(RUN, 0, 1, 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedStorageRefusesWrites() {
        storage.close();
        assertThatThrownBy(() -> say(RUN, "a"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(Problem.Unavailable.class));
    }

    protected final Entry say(StreamId stream, String text) {
        return storage.transactor().write(tx -> storage.journal().append(tx, stream, TEXT, text));
    }

    protected final List<Entry> read(StreamId stream) {
        return storage.journal().read(stream, 0, 1_000, 1_000_000);
    }

    protected final List<Long> seqs(StreamId stream) {
        return read(stream).stream().map(Entry::seq).toList();
    }

    protected final List<String> texts(StreamId stream) {
        return read(stream).stream()
                .map(entry -> Recorded.of(entry, TEXT).event())
                .toList();
    }

    protected final void trim(long upTo) {
        storage.transactor().write(tx -> {
            storage.journal().trim(tx, RUN, upTo);
            return true;
        });
    }

    private static void inParallel(int writers, IntConsumer work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                all.add(threads.submit(() -> work.accept(writer)));
            }
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
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

    private static void awaitWaiting(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
