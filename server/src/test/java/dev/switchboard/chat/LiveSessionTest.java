package dev.switchboard.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEventCodec;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.journal.Entry;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Broadcast;
import dev.switchboard.time.SystemTime;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The order of what the log says and what is being spoken. */
@Timeout(30)
class LiveSessionTest {
    private static final SessionKey KEY = SessionKey.of("room");
    private static final ChatEventCodec CODEC = new ChatEventCodec();
    private static final Instant NOW = Instant.parse("2025-11-19T07:15:23.512Z");

    private final LiveSessions sessions = new LiveSessions(new SystemTime());
    private final LiveSession session = sessions.enter(KEY);
    private final LiveTurn turn = new LiveTurn(
            new StoredTurn("t", KEY, new RunId("r"), 1, NOW, null, null, null, null), new RunId("r"), session);
    private final Map<String, StringBuilder> open = new LinkedHashMap<>();
    private long cursor;

    /** A transaction that a test commits or rolls back. */
    private static final class HeldTx implements Tx {
        private final List<Runnable> undos = new ArrayList<>();

        @Override
        public void onRollback(Runnable undo) {
            undos.add(undo);
        }

        @Override
        public void afterCommit(Runnable action) {
            throw new UnsupportedOperationException();
        }

        void rollback() {
            undos.reversed().forEach(Runnable::run);
        }
    }

    private void say(String item, String text) {
        open.computeIfAbsent(item, id -> new StringBuilder()).append(text);
    }

    private boolean speak() throws InterruptedException {
        return session.speak(turn, open, NOW);
    }

    private void post(ChatEvent event) {
        session.post(new Entry(KEY.events(), ++cursor, NOW, CODEC.type(event), 1, CODEC.encode(event)), event, turn);
    }

    private ChatEvent.AssistantSaid said(Tx tx, String item, String text) {
        String whole = turn.with(text);
        return new ChatEvent.AssistantSaid("t", session.number(tx, turn, whole), item, text, whole);
    }

    private ChatFrame.Speaking spoken() {
        ChatFrame.Speaking speaking = session.spokenAfter(Long.MAX_VALUE);
        assertThat(speaking).isNotNull();
        return speaking;
    }

    @Test
    void whatIsSpokenIsNumberedAndNamesWhatIsNew() throws Exception {
        say("i", "Hel");
        assertThat(speak()).isTrue();
        assertThat(spoken().text()).isEqualTo("Hel");
        assertThat(spoken().seq()).isEqualTo(1);
        assertThat(speak()).as("nothing new").isFalse();
        say("i", "lo");
        assertThat(speak()).isTrue();
        assertThat(spoken().text()).isEqualTo("Hello");
        assertThat(spoken().previousLength()).isEqualTo(3);
        assertThat(spoken().replaces()).isFalse();
        assertThat(spoken().seq()).isEqualTo(2);
    }

    @Test
    void textsAreJoinedByABlankLineAndNoneIsDoubledWhenItIsLogged() throws Exception {
        say("i", "One");
        speak();
        HeldTx tx = new HeldTx();
        ChatEvent.AssistantSaid one = said(tx, "i", "One.");
        assertThat(one.seq()).isEqualTo(2);
        post(one);
        assertThat(session.spokenAfter(Long.MAX_VALUE)).as("it is logged now").isNull();
        assertThat(speak())
                .as("the speaker has not heard of the end of the item")
                .isFalse();
        say("j", "Two");
        assertThat(speak()).isTrue();
        assertThat(spoken().text()).isEqualTo("One.\n\nTwo");
        assertThat(spoken().previousLength()).isEqualTo(4);
        assertThat(spoken().cursor()).isEqualTo(1);
        assertThat(spoken().seq()).isEqualTo(3);
    }

    @Test
    void whileAnEventIsOnItsWayToTheLogNothingIsSpoken() throws Exception {
        try (var reader = new AllReader(sessions.joinAll(() -> {}))) {
            HeldTx tx = new HeldTx();
            ChatEvent tool = new ChatEvent.ToolStarted("t", session.number(tx, turn), "c", "Bash", "{}");
            say("i", "Hello");
            CompletableFuture<Boolean> speaking = inBackground();
            assertThat(reader.poll(10)).isEmpty();
            post(tool);
            assertThat(speaking.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(seqs(reader)).containsExactly(1, 2);
        }
    }

    @Test
    void aRolledBackEventGivesItsNumberBack() throws Exception {
        HeldTx tx = new HeldTx();
        said(tx, "i", "Hello.");
        session.number(tx, turn);
        say("i", "Hel");
        CompletableFuture<Boolean> speaking = inBackground();
        tx.rollback();
        assertThat(speaking.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(spoken().seq()).isEqualTo(1);
        assertThat(spoken().text()).isEqualTo("Hel");
    }

    @Test
    void whatIsTakenBackIsReplaced() throws Exception {
        say("i", "Wrong");
        speak();
        HeldTx tx = new HeldTx();
        ChatEvent.TakenBack back =
                new ChatEvent.TakenBack("t", session.number(tx, turn), turn.whole, List.of("i"), "retry");
        post(back);
        assertThat(speak()).as("the speaker has not heard of it").isFalse();
        open.clear();
        say("j", "Right");
        assertThat(speak()).isTrue();
        assertThat(spoken().text()).isEqualTo("Right");
        assertThat(spoken().previousLength()).isZero();
    }

    @Test
    void afterTheEndNothingIsSpoken() throws Exception {
        say("i", "Hel");
        speak();
        HeldTx tx = new HeldTx();
        int seq = session.number(tx, turn);
        post(new ChatEvent.TurnEnded(
                "t", seq, ChatEvent.Outcome.ABORTED, session.shown(turn), null, null, "rpc", Usage.NONE));
        say("i", "lo");
        assertThat(speak()).isFalse();
    }

    @Test
    void aSlowReaderIsHandedTheLatestTextOnly() throws Exception {
        try (var reader = new AllReader(sessions.joinAll(() -> {}))) {
            for (int i = 0; i < 50; i++) {
                say("i", "word ");
                speak();
            }
            List<ChatFrame> frames = reader.poll(100);
            assertThat(frames).hasSize(1);
            assertThat(frames.getFirst()).isInstanceOfSatisfying(ChatFrame.Speaking.class, speaking -> {
                assertThat(speaking.seq()).isEqualTo(50);
                assertThat(speaking.text()).hasSize(250);
            });
        }
    }

    @Test
    void whatADoorMakesOfAFrameIsMadeOnceForAThousandReaders() {
        AtomicInteger told = new AtomicInteger();
        List<Broadcast<Posted>.Reader> readers = thousand(told);
        AtomicInteger made = new AtomicInteger();
        post(new ChatEvent.SystemNote("hear"));
        for (Broadcast<Posted>.Reader reader : readers) {
            List<Posted> got = reader.poll(10);
            assertThat(got).hasSize(1);
            ChatFrame frame = got.getFirst().frame();
            assertThat(frame).isNotNull();
            assertThat(frame.rendering().once(String.class, () -> "rendering " + made.incrementAndGet()))
                    .isEqualTo("rendering 1");
        }
        assertThat(made).hasValue(1);
        assertThat(told).hasValue(1_000);
    }

    private List<Broadcast<Posted>.Reader> thousand(AtomicInteger told) {
        List<Broadcast<Posted>.Reader> readers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            readers.add(session.join(told::incrementAndGet));
        }
        return readers;
    }

    /** What the writer thread pays for a message to a thousand readers must stay far below a millisecond. */
    @Test
    void tellingAThousandReadersCostsTheWriterLittle() {
        AtomicInteger told = new AtomicInteger();
        List<Broadcast<Posted>.Reader> readers = thousand(told);
        List<Long> nanos = new ArrayList<>();
        SystemTime time = new SystemTime();
        for (int round = 0; round < 2_000; round++) {
            ChatEvent event = new ChatEvent.Injected("m" + round, "hello", null);
            Entry entry = new Entry(KEY.events(), ++cursor, NOW, CODEC.type(event), 1, CODEC.encode(event));
            long begun = time.nanos();
            session.post(entry, event, null);
            nanos.add(time.nanos() - begun);
            readers.forEach(reader -> reader.poll(10));
        }
        long median = nanos.subList(1_000, 2_000).stream().sorted().toList().get(500);
        LoggerFactory.getLogger(LiveSessionTest.class).info("a message to 1000 readers costs {} ns", median);
        assertThat(median).isLessThan(1_000_000);
        assertThat(told).hasValue(2_000_000);
    }

    private CompletableFuture<Boolean> inBackground() throws InterruptedException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                done.complete(speak());
            } catch (InterruptedException e) {
                done.completeExceptionally(e);
            }
        });
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(done).as("it must wait").isNotDone();
            Thread.onSpinWait();
        }
        return done;
    }

    private static List<Integer> seqs(AllReader reader) {
        List<ChatFrame> frames = reader.poll(10);
        assertThat(frames).isNotNull();
        return frames.stream()
                .map(frame -> switch (frame) {
                    case ChatFrame.Logged logged -> ((ChatEvent.Numbered) logged.event()).seq();
                    case ChatFrame.Speaking speaking -> speaking.seq();
                })
                .toList();
    }
}
