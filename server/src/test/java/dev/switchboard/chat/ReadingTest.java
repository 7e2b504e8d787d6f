package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replay and live reading without a seam. */
@Timeout(60)
class ReadingTest {
    @TempDir
    private Path directory;

    private @Nullable ChatsFixture open;

    @AfterEach
    void close() throws Exception {
        if (open != null) {
            open.close();
        }
    }

    private ChatsFixture fixture(ChatConfig config) {
        ChatsFixture fixture = new ChatsFixture(directory, config, null);
        open = fixture;
        return fixture;
    }

    private ChatsFixture fixture() {
        return fixture(ChatConfig.defaults());
    }

    private static ChatConfig keeping(int events) {
        ChatConfig usual = ChatConfig.defaults();
        return new ChatConfig(
                null, usual.approvals(), usual.defaultAgent(), usual.mainKey(), events, usual.messageChars());
    }

    private static Problem problemOf(ThrowingCallable action) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(action).asInstanceOf(type(ProblemException.class)).satisfies(e -> thrown[0] = e);
        return thrown[0].problem();
    }

    private static boolean isNote(ChatFrame frame, String text) {
        return frame instanceof ChatFrame.Logged logged
                && logged.event() instanceof ChatEvent.Injected said
                && said.text().equals(text);
    }

    private static List<Long> cursors(ChatsFixture.Reader reader) {
        return reader.frames.stream().map(ChatFrame::cursor).toList();
    }

    /** Readers come and go from everywhere while messages are logged as fast as it goes; each must get its part whole. */
    @Test
    void replayAndLiveReadingHaveNoSeam() throws Exception {
        ChatsFixture fixture = fixture();
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        int messages = 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Future<?> writing = threads.submit(() -> {
                for (int i = 1; i <= messages; i++) {
                    fixture.chats.inject(LOCAL, KEY, "m" + i, null);
                }
            });
            List<Future<List<Long>>> readings = new ArrayList<>();
            List<Long> begins = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long last = fixture.storage.journal().extent(KEY.events()).lastSeq();
                long since = i % 3 == 0 ? 0 : i % 3 == 1 ? last / 2 : last;
                begins.add(since);
                readings.add(threads.submit(() -> {
                    try (var reader = fixture.read(since)) {
                        reader.until(frame -> isNote(frame, "m" + messages));
                        return cursors(reader);
                    }
                }));
            }
            writing.get(50, TimeUnit.SECONDS);
            for (int i = 0; i < readings.size(); i++) {
                assertThat(readings.get(i).get(30, TimeUnit.SECONDS))
                        .as("since %s", begins.get(i))
                        .isEqualTo(LongStream.rangeClosed(begins.get(i) + 1, messages)
                                .boxed()
                                .toList());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
    }

    @Test
    void aReaderThatFellBehindCatchesUpFromTheStore() {
        ChatsFixture fixture = fixture();
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        try (var reader = fixture.read(null)) {
            String text = "x".repeat(1_000);
            for (int i = 0; i < 1_000; i++) {
                fixture.chats.inject(LOCAL, KEY, text, null);
            }
            fixture.chats.inject(LOCAL, KEY, "last", null);
            reader.until(frame -> isNote(frame, "last"));
            assertThat(cursors(reader))
                    .isEqualTo(LongStream.rangeClosed(1, 1_001).boxed().toList());
            assertThat(reader.frames)
                    .as("it was there all the time")
                    .noneMatch(frame -> frame instanceof ChatFrame.Logged logged && logged.replayed());
        }
    }

    @Test
    void aSessionThatDoesNotExistYetCanBeRead() {
        ChatsFixture fixture = fixture();
        try (var reader = fixture.read(null);
                var other = fixture.read(0L)) {
            fixture.ask("hi", "t1");
            reader.untilEnd();
            other.untilEnd();
            assertThat(cursors(reader)).startsWith(1L);
            assertThat(reader.events()).isEqualTo(other.events());
        }
    }

    @Test
    void aPositionOutsideTheLogIsRefusedAndLeavesNothingBehind() {
        ChatsFixture fixture = fixture(keeping(100));
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        assertThat(problemOf(() -> fixture.read(1L))).isEqualTo(new Problem.BeyondEnd(1, 0));
        for (int i = 0; i < 210; i++) {
            fixture.chats.inject(LOCAL, KEY, "m" + i, null);
        }
        awaitTrimmed(fixture, 111);
        assertThat(problemOf(() -> fixture.read(50L))).isInstanceOf(Problem.PastRetention.class);
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
        long first = fixture.storage.journal().extent(KEY.events()).firstSeq();
        try (var reader = fixture.read(first - 1)) {
            reader.until(frame -> isNote(frame, "m209"));
            assertThat(cursors(reader))
                    .isEqualTo(LongStream.rangeClosed(first, 210).boxed().toList());
        }
        assertThat(fixture.chats.history(LOCAL, KEY, 1_000, 1 << 20).messages()).hasSize((int) (211 - first));
    }

    private static void awaitTrimmed(ChatsFixture fixture, long first) {
        long until = fixture.time.nanos() + TimeUnit.SECONDS.toNanos(10);
        while (fixture.storage.journal().extent(KEY.events()).firstSeq() < first) {
            assertThat(fixture.time.nanos()).as("old events are still there").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void aReaderWhosePlaceIsForgottenIsTold() {
        ChatsFixture fixture = fixture();
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        for (int i = 0; i < 10; i++) {
            fixture.chats.inject(LOCAL, KEY, "m" + i, null);
        }
        try (ChatReader reader = fixture.chats.read(LOCAL, KEY, 0L, () -> {})) {
            assertThat(reader.catchUp(3)).hasSize(3);
            fixture.chats.reset(LOCAL, KEY, ChatsFixture.PATIENCE);
            assertThat(problemOf(() -> reader.catchUp(3))).isEqualTo(new Problem.PastRetention(3, 11));
        }
    }

    @Test
    void whoReadsEverythingHearsOfAllSessions() throws Exception {
        ChatsFixture fixture = fixture();
        Semaphore news = new Semaphore(0);
        try (ChatReader reader = fixture.chats.readAll(LOCAL, news::release)) {
            for (String name : List.of("one", "two")) {
                fixture.chats.send(LOCAL, ChatTurn.of(SessionKey.of(name), "hi", name));
                fixture.awaitEnd(name);
            }
            List<ChatFrame> frames = new ArrayList<>();
            while (frames.stream()
                            .filter(frame -> frame instanceof ChatFrame.Logged logged
                                    && logged.event() instanceof ChatEvent.TurnEnded)
                            .count()
                    < 2) {
                assertThat(news.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                frames.addAll(reader.catchUp(100));
            }
            assertThat(frames.stream().map(frame -> frame.session().name()).distinct())
                    .containsExactly("one", "two");
        }
    }

    @Test
    void whoReadsEverythingAndFallsBehindGoesOnWithWhatIsLeft() {
        ChatsFixture fixture = fixture();
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        try (ChatReader reader = fixture.chats.readAll(LOCAL, () -> {})) {
            String text = "x".repeat(500_000);
            for (int i = 0; i < 12; i++) {
                fixture.chats.inject(LOCAL, KEY, text, null);
            }
            assertThat(reader.poll(100)).isNull();
            List<ChatFrame> left = reader.catchUp(100);
            assertThat(left).hasSizeBetween(5, 9);
            assertThat(left.getLast().cursor()).isEqualTo(12);
        }
    }
}
