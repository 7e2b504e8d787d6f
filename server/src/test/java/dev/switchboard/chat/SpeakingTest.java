package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static dev.switchboard.chat.ChatsFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What readers hear while an agent speaks. */
@Timeout(60)
class SpeakingTest {
    @TempDir
    private Path directory;

    private @Nullable ChatsFixture open;

    @AfterEach
    void close() throws Exception {
        if (open != null) {
            open.close();
        }
    }

    private ChatsFixture fixture(ChatsFixture fresh) {
        open = fresh;
        return fresh;
    }

    private static boolean spoken(ChatFrame frame, String text) {
        return frame instanceof ChatFrame.Speaking speaking && speaking.text().equals(text);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theFirstWordsComeAtOnceAndTheNextAfterAPause() {
        SettableTime time = new SettableTime();
        ChatsFixture fixture = fixture(new ChatsFixture(directory, time));
        CountDownLatch heard = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        fixture.agents.script = host -> {
            OpenItem item = host.open("i", ItemKind.TEXT);
            item.append("One");
            await(heard);
            item.append(" two");
            item.append(" three");
            said.countDown();
            await(done);
            ScriptedAgents.end(host, item, "i", "One two three four.");
            return new Outcome.Finished();
        };
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            ChatFrame.Speaking first = (ChatFrame.Speaking) reader.until(frame -> spoken(frame, "One"));
            assertThat(first.seq()).isEqualTo(2);
            heard.countDown();
            assertThat(said.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(time.awaitSleeper()).isEqualTo(Duration.ofMillis(150));
            time.advance(Duration.ofMillis(150));
            ChatFrame.Speaking second = (ChatFrame.Speaking) reader.until(ChatFrame.Speaking.class::isInstance);
            assertThat(second.text()).isEqualTo("One two three");
            assertThat(second.previousLength()).isEqualTo(3);
            assertThat(second.seq()).isEqualTo(3);
            done.countDown();
            ChatFrame.Logged logged = (ChatFrame.Logged) reader.until(frame ->
                    frame instanceof ChatFrame.Logged event && event.event() instanceof ChatEvent.AssistantSaid);
            assertThat(logged.previousLength()).isEqualTo("One two three".length());
            assertThat(((ChatEvent.AssistantSaid) logged.event()).seq()).isEqualTo(4);
            assertThat(reader.untilEnd().text()).isEqualTo("One two three four.");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoComesInTheMiddleHearsTheTextSoFar() throws Exception {
        ChatsFixture fixture = fixture(new ChatsFixture(directory));
        CountDownLatch done = new CountDownLatch(1);
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "First.");
            OpenItem item = host.open("j", ItemKind.TEXT);
            item.append("Sec");
            await(done);
            ScriptedAgents.end(host, item, "j", "Second.");
            return new Outcome.Finished();
        };
        fixture.send("hi", "t1");
        try (var early = fixture.read(0L);
                var late = fixture.read(null)) {
            early.until(frame -> spoken(frame, "First.\n\nSec"));
            try (var later = fixture.read(null);
                    var replaying = fixture.read(0L)) {
                assertThat(later.until(frame -> true)).isInstanceOf(ChatFrame.Speaking.class);
                replaying.until(frame -> spoken(frame, "First.\n\nSec"));
                done.countDown();
                for (var reader : List.of(early, late, later, replaying)) {
                    assertThat(reader.untilEnd().text()).isEqualTo("First.\n\nSecond.");
                }
                assertThat(replaying.frames).hasSizeGreaterThanOrEqualTo(8);
                assertThat(replaying.frames.subList(0, 4))
                        .allSatisfy(frame -> assertThat(((ChatFrame.Logged) frame).replayed())
                                .isTrue());
                assertThat(replaying.events()).isEqualTo(early.events());
            }
        }
    }

    @Test
    void whatAFailedCallSaidIsTakenBack() throws Exception {
        ChatsFixture fixture = fixture(new ChatsFixture(directory));
        CountDownLatch heard = new CountDownLatch(1);
        fixture.agents.script = host -> {
            OpenItem item = host.open("i", ItemKind.TEXT);
            item.append("Wrong");
            await(heard);
            host.log(
                    List.of(new AgentEvent.StepRetried(1, 1, Duration.ZERO, "broken", List.of("i"))),
                    List.of(),
                    List.of(item));
            ScriptedAgents.say(host, "j", "Right.");
            return new Outcome.Finished();
        };
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            reader.until(frame -> spoken(frame, "Wrong"));
            heard.countDown();
            ChatEvent.TakenBack back = reader.untilEvent(ChatEvent.TakenBack.class);
            assertThat(back.whole()).isEmpty();
            assertThat(back.items()).containsExactly("i");
            assertThat(back.reason()).isEqualTo("retry");
            assertThat(reader.untilEnd().text()).isEqualTo("Right.");
            assertNumbersRise(reader.frames);
        }
    }

    @Test
    void whatWasBeingSaidWhenTheTurnWasStoppedIsNotLost() {
        ChatsFixture fixture = fixture(new ChatsFixture(directory));
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "First.");
            host.open("j", ItemKind.TEXT).append("And then");
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            reader.until(frame -> spoken(frame, "First.\n\nAnd then"));
            fixture.chats.abort(LOCAL, KEY, null, "stop");
            ChatEvent.TurnEnded end = reader.untilEnd();
            assertThat(end.text()).isEqualTo("First.\n\nAnd then");
            assertThat(end.stopReason()).isEqualTo("stop");
        }
        List<Transcript.Message> messages =
                fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages();
        assertThat(messages.getLast()).isInstanceOfSatisfying(Transcript.Assistant.class, last -> {
            assertThat(last.stop()).isEqualTo(Transcript.Stop.ABORTED);
            assertThat(last.parts()).containsExactly(new Transcript.Part.Text("And then"));
        });
    }

    /** Every block takes a while between its writes and its commit, so that spoken text has every chance to overtake it. */
    private record Slow(Transactor inner) implements Transactor {
        private static final SystemTime TIME = new SystemTime();

        private static <T extends @Nullable Object> Function<Tx, T> slowed(Function<Tx, T> block) {
            return tx -> {
                T result = block.apply(tx);
                long until = TIME.nanos() + 3_000_000;
                while (TIME.nanos() < until) {
                    Thread.onSpinWait();
                }
                return result;
            };
        }

        @Override
        public <T extends @Nullable Object> T write(Function<Tx, T> block) {
            return inner.write(slowed(block));
        }

        @Override
        public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block) {
            return inner.submit(slowed(block));
        }
    }

    /** Four tools return at the same time, many times over, while the agent speaks and the log is slow. */
    @Test
    void noReaderSeesANumberTwiceOrOutOfOrder() throws Exception {
        ChatsFixture fixture = fixture(new ChatsFixture(directory, new HastyTime(), Slow::new));
        fixture.agents.script = SpeakingTest::talkWhileToolsReturn;
        List<ChatsFixture.Reader> readers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            fixture.send("hi", "t1");
            List<Future<ChatEvent.TurnEnded>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ChatsFixture.Reader reader = fixture.read(i % 2 == 0 ? 0L : null);
                readers.add(reader);
                ends.add(threads.submit(reader::untilEnd));
            }
            for (Future<ChatEvent.TurnEnded> end : ends) {
                assertThat(end.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
            }
            readers.forEach(reader -> assertNumbersRise(reader.frames));
            assertThat(readers.getFirst().events().stream()
                            .filter(ChatEvent.ToolEnded.class::isInstance)
                            .count())
                    .isEqualTo(80);
            assertThat(readers.getFirst().frames).anyMatch(ChatFrame.Speaking.class::isInstance);
        } finally {
            readers.forEach(ChatsFixture.Reader::close);
            threads.shutdownNow();
        }
    }

    private static Outcome talkWhileToolsReturn(AgentHost host) throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            for (int tool = 0; tool < 4; tool++) {
                ScriptedAgents.call(host, "c" + round + "-" + tool, "Read");
            }
            String id = "i" + round;
            OpenItem item = host.open(id, ItemKind.TEXT);
            AtomicInteger left = new AtomicInteger(4);
            List<Thread> tools = new ArrayList<>();
            for (int tool = 0; tool < 4; tool++) {
                String call = "c" + round + "-" + tool;
                tools.add(Thread.ofVirtual().start(() -> {
                    ScriptedAgents.result(host, call, "done");
                    left.decrementAndGet();
                }));
            }
            StringBuilder text = new StringBuilder();
            for (int words = 0; left.get() > 0; words++) {
                if (words < 1_000) {
                    item.append("word ");
                    text.append("word ");
                }
                Thread.yield();
            }
            for (Thread each : tools) {
                each.join();
            }
            ScriptedAgents.end(host, item, id, text.toString().strip());
        }
        return new Outcome.Finished();
    }

    /** Lets the speaker go on at once, so that it speaks as often as it can. */
    private static final class HastyTime implements Time {
        private final SystemTime time = new SystemTime();

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public ZoneId zone() {
            return time.zone();
        }

        @Override
        public void sleep(Duration span) throws InterruptedException {
            if (!span.equals(Speaker.PACE)) {
                time.sleep(span);
            }
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable action) {
            return time.schedule(delay, action);
        }
    }

    private static void assertNumbersRise(List<ChatFrame> frames) {
        Map<String, Integer> last = new HashMap<>();
        long cursor = 0;
        for (ChatFrame frame : frames) {
            String turn = null;
            int seq = 0;
            switch (frame) {
                case ChatFrame.Logged logged -> {
                    assertThat(logged.cursor()).isGreaterThan(cursor);
                    cursor = logged.cursor();
                    if (logged.event() instanceof ChatEvent.Numbered numbered) {
                        turn = numbered.turn();
                        seq = numbered.seq();
                    }
                }
                case ChatFrame.Speaking speaking -> {
                    turn = speaking.turn();
                    seq = speaking.seq();
                }
            }
            if (turn != null) {
                assertThat(seq).as("%s", frame).isGreaterThan(last.getOrDefault(turn, 0));
                last.put(turn, seq);
            }
        }
    }

    @Test
    void ofAVeryLongTextTheEndIsKept() {
        ChatsFixture fixture = fixture(new ChatsFixture(directory));
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "a".repeat(900_000));
            ScriptedAgents.say(host, "j", "b".repeat(900_000));
            host.open("k", ItemKind.TEXT).append("c".repeat(18_000_000));
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            reader.until(frame -> frame instanceof ChatFrame.Speaking speaking
                    && speaking.text().equals("…" + "c".repeat(1_000_000)));
            fixture.chats.abort(LOCAL, KEY, null, "stop");
            assertThat(reader.untilEnd().text()).hasSize(1_000_001);
        }
    }

    @Test
    void theTextOfATurnIsWholeForThoseWhoReadOnlyItsEnd() {
        ChatsFixture fixture = fixture(new ChatsFixture(directory));
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "Let me look.");
            ScriptedAgents.call(host, "c", "Read");
            ScriptedAgents.result(host, "c", "x");
            ScriptedAgents.say(host, "j", "It is there.");
            return new Outcome.Finished();
        };
        assertThat(fixture.ask("hi", "t1").text()).isEqualTo("Let me look.\n\nIt is there.");
        assertThat(fixture.chats.await(LOCAL, "t1", PATIENCE).orElseThrow().text())
                .isEqualTo("Let me look.\n\nIt is there.");
    }
}
