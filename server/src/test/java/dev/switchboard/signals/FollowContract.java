package dev.switchboard.signals;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Recorded;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Feed} and {@link Follower} promise on every storage. */
@Timeout(60)
public abstract class FollowContract {
    private static final StreamId RUN = new StreamId("run", "1");
    private static final Duration LONG = Duration.ofSeconds(10);

    protected final SettableTime time = new SettableTime();
    private TestStorage storage;
    private Feed feed;

    /** Opens the storage under test, empty. */
    protected abstract TestStorage open();

    @BeforeEach
    void openStorage() {
        storage = open();
        feed = new Feed(storage.journal());
        storage.onCommit(feed);
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    @Test
    void aFollowerReplaysWhatIsStoredAndThenHearsWhatComes() throws Exception {
        say(3);
        try (Follower follower = feed.follow(RUN, 0, false)) {
            assertThat(seqs(follower.next(LONG))).containsExactly(1L, 2L, 3L);
            say(2);
            assertThat(receive(follower, 2)).containsExactly(4L, 5L);
            assertThat(follower.position()).isEqualTo(5);
        }
    }

    @Test
    void aFollowerBeginsAfterItsPosition() throws Exception {
        say(5);
        try (Follower follower = feed.follow(RUN, 3, false);
                Follower atTheEnd = feed.follow(RUN, 5, false)) {
            assertThat(receive(follower, 2)).containsExactly(4L, 5L);
            assertThat(atTheEnd.poll()).isEmpty();
            say(1);
            assertThat(receive(atTheEnd, 1)).containsExactly(6L);
        }
    }

    @Test
    void aStreamCanBeFollowedBeforeItsFirstEvent() throws Exception {
        try (Follower follower = feed.follow(RUN, 0, true)) {
            assertThat(follower.poll()).isEmpty();
            say(1);
            assertThat(receive(follower, 1)).containsExactly(1L);
        }
    }

    @Test
    void waitingEndsWithTheTimeAllowed() throws Exception {
        try (Follower follower = feed.follow(RUN, 0, false)) {
            assertThat(follower.next(Duration.ofMillis(5))).isEmpty();
            assertThat(follower.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void closingEndsTheWaitAndTheFollowing() throws Exception {
        Follower follower = feed.follow(RUN, 0, false);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Future<List<Frame>> answer = threads.submit(() -> {
                waiting.set(Thread.currentThread());
                return follower.next(Duration.ofMinutes(5));
            });
            awaitWaiting(waiting);
            follower.close();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
        }
        say(1);
        assertThat(follower.next(LONG)).isEmpty();
        assertThat(feed.followers()).isZero();
    }

    @Test
    void anInterruptEndsTheWaitAndThePositionStays() throws Exception {
        say(2);
        try (Follower follower = feed.follow(RUN, 0, false);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            receive(follower, 2);
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Future<Boolean> interrupted = threads.submit(() -> {
                waiting.set(Thread.currentThread());
                try {
                    follower.next(Duration.ofMinutes(5));
                    return false;
                } catch (InterruptedException e) {
                    return true;
                }
            });
            awaitWaiting(waiting).interrupt();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(follower.position()).isEqualTo(2);
            say(1);
            assertThat(receive(follower, 1)).containsExactly(3L);
        }
    }

    @Test
    void replayAndLiveNewsMeetWithoutASeam() throws Exception {
        int writers = 4;
        int blocks = 50;
        int perBlock = 10;
        long total = (long) writers * blocks * perBlock;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                writing.add(threads.submit(() -> {
                    for (int block = 0; block < blocks; block++) {
                        say(perBlock);
                    }
                }));
            }
            List<Future<List<Long>>> reading = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long from = storage.journal().extent(RUN).lastSeq() * (i % 3) / 2;
                long after = Math.min(from, storage.journal().extent(RUN).lastSeq());
                reading.add(threads.submit(() -> {
                    try (Follower follower = feed.follow(RUN, after, false)) {
                        List<Long> received = new ArrayList<>(
                                LongStream.rangeClosed(1, after).boxed().toList());
                        received.addAll(receive(follower, (int) (total - after)));
                        return received;
                    }
                }));
            }
            for (Future<?> each : writing) {
                each.get(30, TimeUnit.SECONDS);
            }
            for (Future<List<Long>> each : reading) {
                assertThat(each.get(30, TimeUnit.SECONDS))
                        .isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
            }
        }
    }

    @Test
    void aFollowerThatFellBehindCatchesUpFromTheStore() throws Exception {
        try (Follower slow = feed.follow(RUN, 0, false)) {
            say(1);
            assertThat(receive(slow, 1)).containsExactly(1L);
            for (int i = 0; i < 30; i++) {
                say(100);
            }
            assertThat(receive(slow, 3_000))
                    .isEqualTo(LongStream.rangeClosed(2, 3_001).boxed().toList());
            say(1);
            assertThat(receive(slow, 1)).containsExactly(3_002L);
        }
    }

    @Test
    void largeEventsDoNotKeepAFollowerFromCatchingUp() throws Exception {
        try (Follower slow = feed.follow(RUN, 0, false)) {
            for (int i = 0; i < 20; i++) {
                write("x".repeat(100_000));
            }
            assertThat(receive(slow, 20))
                    .isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
        }
    }

    @Test
    void aPositionThatIsNoLongerKeptIsRefused() {
        say(10);
        trim(5);

        assertPastRetention(feed.follow(RUN, 3, false), 3, 6);
        try (Follower follower = feed.follow(RUN, 5, false)) {
            assertThat(seqs(follower.poll())).containsExactly(6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void aPositionInAStreamThatWasTrimmedEmptyIsRefusedUnlessItIsTheEnd() throws Exception {
        say(5);
        trim(5);

        assertPastRetention(feed.follow(RUN, 2, false), 2, 6);
        try (Follower follower = feed.follow(RUN, 5, false)) {
            assertThat(follower.poll()).isEmpty();
            say(1);
            assertThat(receive(follower, 1)).containsExactly(6L);
        }
    }

    @Test
    void anIdleFollowerIsNotCalledTwiceForNewsThatItHasNotTaken() {
        try (Follower follower = feed.follow(RUN, 0, false)) {
            AtomicInteger called = new AtomicInteger();
            follower.onNews(called::incrementAndGet);
            assertThat(called).hasValue(1);
            assertThat(follower.poll()).isEmpty();

            say(1);
            say(1);
            assertThat(called).hasValue(2);
            assertThat(seqs(follower.poll())).containsExactly(1L, 2L);
            assertThat(follower.poll()).isEmpty();
            say(1);
            assertThat(called).hasValue(3);
        }
    }

    @Test
    void aFollowerWhoseActionThrowsKeepsNoNewsFromTheOthers() {
        try (Follower bad = feed.follow(RUN, 0, false);
                Follower good = feed.follow(RUN, 0, false)) {
            AtomicInteger called = new AtomicInteger();
            bad.onNews(() -> {
                if (called.getAndIncrement() > 0) {
                    throw new IllegalStateException("on purpose");
                }
            });
            good.onNews(called::incrementAndGet);
            say(1);
            assertThat(called).hasValue(4);
            assertThat(seqs(good.poll())).containsExactly(1L);
        }
    }

    @Test
    void aFollowerHearsAnItemWhileItIsSpoken() throws Exception {
        say(1);
        try (Follower follower = feed.follow(RUN, 1, true)) {
            OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 1);
            item.append("Hello");
            assertThat(follower.next(LONG)).containsExactly(spoken("i1", 0, "Hello"));
            item.append(", ");
            item.append("world");
            assertThat(follower.next(LONG)).containsExactly(spoken("i1", 5, ", world"));
            end(item, "Hello, world");
            assertThat(receive(follower, 1)).containsExactly(2L);
            assertThat(follower.poll()).isEmpty();
        }
    }

    @Test
    void whatWasSpokenLastComesBeforeTheEventThatEndsTheItem() throws Exception {
        try (Follower follower = feed.follow(RUN, 0, true)) {
            OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            item.append("Hello");
            follower.next(LONG);
            item.append(", world");
            end(item, "Hello, world");

            List<Frame> frames = follower.next(LONG);
            assertThat(frames.getFirst()).isEqualTo(spoken("i1", 5, ", world"));
            assertThat(seqs(frames)).containsExactly(1L);
            assertThat(frames).hasSize(2);
        }
    }

    @Test
    void aLateReaderFirstGetsTheTextSoFar() throws Exception {
        say(3);
        OpenItem item = feed.open(RUN, "i1", ItemKind.THINK, 3);
        item.append("One");
        item.append(" two");
        try (Follower fromTheStart = feed.follow(RUN, 0, true);
                Follower fromTheEnd = feed.follow(RUN, 3, true)) {
            assertThat(receive(fromTheStart, 3)).containsExactly(1L, 2L, 3L);
            Frame soFar = new Frame.Spoken(new Delta("i1", ItemKind.THINK, 0, "One two"));
            assertThat(fromTheStart.next(LONG)).containsExactly(soFar);
            assertThat(fromTheEnd.next(LONG)).containsExactly(soFar);
        }
    }

    @Test
    void aLateReaderOfAnEndedItemSeesTheEventOnly() throws Exception {
        OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
        item.append("Hello");
        end(item, "Hello");
        try (Follower follower = feed.follow(RUN, 0, true)) {
            assertThat(follower.next(LONG)).hasSize(1);
            assertThat(follower.poll()).isEmpty();
        }
    }

    @Test
    void aDiscardedItemIsHeardNoMoreAndItsSuccessorBeginsAtZero() throws Exception {
        try (Follower follower = feed.follow(RUN, 0, true)) {
            OpenItem first = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            first.append("Hel");
            assertThat(follower.next(LONG)).containsExactly(spoken("i1", 0, "Hel"));
            first.close();
            OpenItem second = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            second.append("Good");
            assertThat(follower.next(LONG)).containsExactly(spoken("i1", 0, "Good"));
            try (Follower late = feed.follow(RUN, 0, true)) {
                assertThat(late.poll()).containsExactly(spoken("i1", 0, "Good"));
            }
        }
    }

    @Test
    void leadingWhiteSpaceIsDroppedAndTrailingWhiteSpaceWaitsForText() throws Exception {
        try (Follower follower = feed.follow(RUN, 0, true)) {
            OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            item.append("\n ");
            item.append("\t");
            assertThat(follower.poll()).isEmpty();
            item.append(" Hello \n");
            assertThat(follower.poll()).containsExactly(spoken("i1", 0, "Hello"));
            item.append("\n");
            assertThat(follower.poll()).isEmpty();
            item.append("world ");
            assertThat(follower.poll()).containsExactly(spoken("i1", 5, " \n\nworld"));
        }
    }

    @Test
    void whiteSpaceOfOtherItemsIsTheirs() {
        try (Follower follower = feed.follow(RUN, 0, true)) {
            feed.open(RUN, "i1", ItemKind.TOOL_OUTPUT, 0).append("  out\n");
            assertThat(follower.poll())
                    .containsExactly(new Frame.Spoken(new Delta("i1", ItemKind.TOOL_OUTPUT, 0, "  out\n")));
        }
    }

    @Test
    void aSurrogatePairIsNeverSplit() {
        String smile = "😀";
        try (Follower follower = feed.follow(RUN, 0, true)) {
            OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            item.append("a" + smile.charAt(0));
            assertThat(follower.poll()).containsExactly(spoken("i1", 0, "a"));
            item.append(smile.substring(1) + "b");
            assertThat(follower.poll()).containsExactly(spoken("i1", 1, smile + "b"));
        }
    }

    @Test
    void aFollowerThatWantsNoDeltasIsNotWokenByThem() {
        try (Follower follower = feed.follow(RUN, 0, false)) {
            follower.poll();
            AtomicInteger called = new AtomicInteger();
            follower.onNews(called::incrementAndGet);
            OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
            item.append("Hello");
            assertThat(called).hasValue(1);
            assertThat(follower.poll()).isEmpty();
            end(item, "Hello");
            assertThat(called).hasValue(2);
        }
    }

    @Test
    void whoeverHearsAnItemHearsAllOfItInOrderAndBeforeItsEvent() throws Exception {
        long seed = 4711;
        int items = 60;
        Random random = new Random(seed);
        List<String[]> script = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            script.add(pieces(random));
        }
        CountDownLatch hearing = new CountDownLatch(6);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, String>>> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                readers.add(threads.submit(listen(items, i, hearing)));
            }
            for (int i = 0; i < items; i++) {
                OpenItem item = feed.open(RUN, "item " + (i + 1), ItemKind.TEXT, i);
                for (String piece : script.get(i)) {
                    item.append(piece);
                    if (random.nextInt(3) == 0) {
                        Thread.yield();
                    }
                }
                assertThat(hearing.await(10, TimeUnit.SECONDS)).isTrue();
                end(item, String.join("", script.get(i)).strip());
            }
            for (Future<Map<String, String>> reader : readers) {
                Map<String, String> joined = reader.get(30, TimeUnit.SECONDS);
                assertThat(joined).containsKey("item 1");
                for (int i = 0; i < items; i++) {
                    String heard = joined.get("item " + (i + 1));
                    if (heard != null) {
                        assertThat(heard)
                                .as("item %s, seed %s", i + 1, seed)
                                .isEqualTo(String.join("", script.get(i)).strip());
                    }
                }
            }
        }
    }

    @Test
    void aThousandIdleFollowersHearTheirNewsAndLeaveNothingBehind() throws Exception {
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            followers.add(feed.follow(i % 2 == 0 ? RUN : new StreamId("run", "idle " + i), 0, i % 4 == 0));
        }
        assertThat(feed.followers()).isEqualTo(1_000);
        say(3);
        for (int i = 0; i < 1_000; i++) {
            if (i % 2 == 0) {
                assertThat(receive(followers.get(i), 3)).containsExactly(1L, 2L, 3L);
            } else {
                assertThat(followers.get(i).poll()).isEmpty();
            }
        }
        followers.forEach(Follower::close);
        followers.forEach(Follower::close);
        assertThat(feed.followers()).isZero();
        assertThat(feed.topics()).isZero();
    }

    @Test
    void anOpenItemKeepsItsTextForThoseToCome() {
        OpenItem item = feed.open(RUN, "i1", ItemKind.TEXT, 0);
        item.append("Hello");
        try (Follower early = feed.follow(RUN, 0, true)) {
            assertThat(early.poll()).hasSize(1);
        }
        try (Follower late = feed.follow(RUN, 0, true)) {
            assertThat(late.poll()).containsExactly(spoken("i1", 0, "Hello"));
        }
        item.close();
        assertThat(feed.topics()).isZero();
    }

    /** Listens until the last item's event; checks the order, and returns what was heard of each item. */
    private Callable<Map<String, String>> listen(int items, int pace, CountDownLatch hearing) {
        return () -> {
            Map<String, String> joined = new HashMap<>();
            long ended = 0;
            try (Follower follower = feed.follow(RUN, 0, true)) {
                while (ended < items) {
                    for (Frame frame : follower.next(LONG)) {
                        switch (frame) {
                            case Frame.Event(Entry entry) -> {
                                assertThat(entry.seq()).isEqualTo(ended + 1);
                                ended = entry.seq();
                            }
                            case Frame.Spoken(Delta delta) -> {
                                String before = joined.getOrDefault(delta.itemId(), "");
                                assertThat(delta.offset()).isEqualTo(before.length());
                                assertThat(delta.text()).isNotEmpty();
                                assertThat(delta.itemId()).isEqualTo("item " + (ended + 1));
                                if (joined.put(delta.itemId(), before + delta.text()) == null && joined.size() == 1) {
                                    hearing.countDown();
                                }
                            }
                        }
                    }
                    for (int i = 0; i < pace * 50; i++) {
                        Thread.yield();
                    }
                }
            }
            return joined;
        };
    }

    private static String[] pieces(Random random) {
        String[] alphabet = {"a", " ", "\n", "bc ", "😀", "😀".substring(0, 1), "漢"};
        List<String> pieces = new ArrayList<>(List.of(" "));
        for (int i = random.nextInt(20); i >= 0; i--) {
            String piece = alphabet[random.nextInt(alphabet.length)];
            pieces.add(piece);
            if (Character.isHighSurrogate(piece.charAt(0)) && piece.length() == 1) {
                pieces.add("😀".substring(1));
            }
        }
        pieces.add("end");
        pieces.add("\n");
        return pieces.toArray(String[]::new);
    }

    private static Frame spoken(String item, int offset, String text) {
        return new Frame.Spoken(new Delta(item, ItemKind.TEXT, offset, text));
    }

    private void say(int events) {
        write(LongStream.range(0, events).mapToObj(Long::toString).toArray(String[]::new));
    }

    private void write(String... texts) {
        storage.transactor().write(tx -> {
            Arrays.stream(texts).forEach(text -> storage.journal().append(tx, RUN, TEXT, text));
            return true;
        });
    }

    /** Logs what ends an item, as its speaker does. */
    private void end(OpenItem item, String text) {
        storage.transactor().write(tx -> {
            tx.afterCommit(item::close);
            return storage.journal().append(tx, RUN, TEXT, text);
        });
    }

    private void trim(long upTo) {
        storage.transactor().write(tx -> {
            storage.journal().trim(tx, RUN, upTo);
            return true;
        });
    }

    /** Waits for this many events and returns their numbers. */
    private static List<Long> receive(Follower follower, int events) throws InterruptedException {
        List<Long> received = new ArrayList<>();
        while (received.size() < events) {
            List<Frame> frames = follower.next(LONG);
            assertThat(frames).as("after %s", received.size()).isNotEmpty();
            received.addAll(seqs(frames));
        }
        return received;
    }

    private static List<Long> seqs(List<Frame> frames) {
        List<Long> seqs = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame instanceof Frame.Event(Entry entry)) {
                assertThat(Recorded.of(entry, TEXT).event()).isNotNull();
                seqs.add(entry.seq());
            }
        }
        return seqs;
    }

    private static void assertPastRetention(Follower follower, long after, long firstSeq) {
        try (follower) {
            assertThatThrownBy(follower::poll)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem()).isEqualTo(new Problem.PastRetention(after, firstSeq)));
        }
    }

    private static Thread awaitWaiting(AtomicReference<Thread> thread) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (thread.get() == null || thread.get().getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return thread.get();
    }
}
