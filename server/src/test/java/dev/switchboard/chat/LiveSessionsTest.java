package dev.switchboard.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEventCodec;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Entry;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What sessions cost in memory. */
@Timeout(30)
class LiveSessionsTest {
    private static final ChatEventCodec CODEC = new ChatEventCodec();
    private final SettableTime time = new SettableTime();
    private final LiveSessions sessions = new LiveSessions(time);

    private void post(SessionKey key, long cursor, String text) {
        ChatEvent event = new ChatEvent.SystemNote(text);
        Entry entry = new Entry(key.events(), cursor, time.now(), CODEC.type(event), 1, CODEC.encode(event));
        sessions.post(key, entry, event, null);
    }

    private void awaitHeld(long held) {
        SystemTime real = new SystemTime();
        long until = real.nanos() + TimeUnit.SECONDS.toNanos(10);
        while (sessions.held() != held) {
            assertThat(real.nanos()).as("held %s", sessions.held()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void aSessionIsThereWhileSomebodyUsesIt() {
        SessionKey key = SessionKey.of("room");
        LiveSession one = sessions.enter(key);
        LiveSession other = sessions.enter(key);
        assertThat(other).isSameAs(one);
        sessions.leave(one);
        assertThat(sessions.size()).isEqualTo(1);
        sessions.leave(other);
        assertThat(sessions.size()).isZero();
        assertThat(sessions.enter(key)).isNotSameAs(one);
    }

    @Test
    void whatNobodyReadsIsNotHeld() {
        SessionKey key = SessionKey.of("room");
        sessions.enter(key);
        post(key, 1, "hi");
        assertThat(sessions.held()).isZero();
    }

    @Test
    void aQuietRingIsEmptied() {
        SessionKey key = SessionKey.of("room");
        LiveSession session = sessions.enter(key);
        var reader = session.join(() -> {});
        post(key, 1, "hi");
        assertThat(sessions.held()).isPositive();
        time.advance(Duration.ofSeconds(15));
        awaitHeld(0);
        assertThat(reader.poll(10)).as("it reads from the store").isNull();
        reader.skip();

        time.awaitScheduled();
        time.advance(Duration.ofSeconds(10));
        post(key, 2, "hi again");
        long held = sessions.held();
        time.advance(Duration.ofSeconds(5));
        time.awaitScheduled();
        assertThat(sessions.held()).as("it is not quiet yet").isEqualTo(held);
        assertThat(reader.poll(10)).hasSize(1);
        time.advance(Duration.ofSeconds(15));
        awaitHeld(0);
    }

    @Test
    void aSessionThatIsLeftHoldsNothing() {
        SessionKey key = SessionKey.of("room");
        LiveSession session = sessions.enter(key);
        session.join(() -> {});
        post(key, 1, "hi");
        sessions.leave(session);
        assertThat(sessions.held()).isZero();
    }

    @Test
    void allRingsTogetherHaveABound() {
        String text = "x".repeat(200_000);
        for (int i = 0; i < 200; i++) {
            SessionKey key = SessionKey.of("room" + i);
            sessions.enter(key).join(() -> {});
            post(key, 1, text);
            assertThat(sessions.held()).isLessThan(34_000_000);
        }
        assertThat(sessions.held()).isGreaterThan(30_000_000);
    }
}
