package dev.switchboard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.lease.Leases.Key;
import dev.switchboard.storage.memory.MemoryStorage;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TimersTest {
    private static final String KIND = "deadline";
    private static final Key A = new Key(KIND, "a");
    private static final Key B = new Key(KIND, "b");

    private final SettableTime time = new SettableTime();
    private final MemoryStorage storage = new MemoryStorage(time);
    private final Timers timers = new Timers(storage.leases(), time, "here");
    private final LinkedBlockingQueue<Key> fired = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        timers.stop();
        storage.close();
    }

    private void set(Key key, int seconds) {
        storage.transactor().write(tx -> {
            timers.set(tx, key, time.now().plusSeconds(seconds));
            return null;
        });
    }

    private void clear(Key key) {
        storage.transactor().write(tx -> {
            timers.clear(tx, key);
            return null;
        });
    }

    /** Handles timers as it should be done: the effect and the clearing are one transaction. */
    private Consumer<Key> once() {
        return key -> {
            clear(key);
            fired.add(key);
        };
    }

    private Key next() throws InterruptedException {
        Key key = fired.poll(10, TimeUnit.SECONDS);
        assertThat(key).as("a timer within 10 s").isNotNull();
        return key;
    }

    @Test
    void aTimerFiresWhenItIsDueAndNotBefore() throws Exception {
        timers.on(KIND, once());
        timers.start();
        set(A, 10);
        assertThat(time.awaitScheduled()).isEqualTo(Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(9));
        assertThat(fired).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo(A);
    }

    @Test
    void aTimerThatFailsIsTriedAgainAndKeepsNobodyWaiting() throws Exception {
        timers.on(KIND, key -> {
            fired.add(key);
            if (key.equals(A)) {
                throw new IllegalStateException("on purpose");
            }
            clear(key);
        });
        set(A, 1);
        set(B, 2);
        time.advance(Duration.ofSeconds(2));
        timers.start();
        assertThat(next()).isEqualTo(A);
        assertThat(next()).isEqualTo(B);
        assertThat(time.awaitScheduled()).isEqualTo(Duration.ofMinutes(1));
        time.advance(Duration.ofMinutes(1));
        assertThat(next()).isEqualTo(A);
    }

    @Test
    void whatIsDueEarlierFiresEarlier() throws Exception {
        timers.on(KIND, once());
        timers.start();
        set(A, 60);
        set(B, 5);
        assertThat(time.awaitScheduled()).isEqualTo(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(B);
        assertThat(time.awaitScheduled()).isEqualTo(Duration.ofSeconds(55));
        time.advance(Duration.ofSeconds(55));
        assertThat(next()).isEqualTo(A);
    }

    @Test
    void whatBecameDueWhileNobodyLookedFiresAtTheStart() throws Exception {
        set(A, 5);
        time.advance(Duration.ofSeconds(6));
        timers.on(KIND, once());
        timers.start();
        assertThat(next()).isEqualTo(A);
    }

    @Test
    void aClearedTimerDoesNotFire() throws Exception {
        timers.on(KIND, once());
        timers.start();
        set(A, 5);
        set(B, 5);
        clear(A);
        time.advance(Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(B);
        assertThat(fired).isEmpty();
    }

    @Test
    void nothingFiresOnceTheyAreStopped() {
        timers.on(KIND, once());
        timers.start();
        set(A, 5);
        assertThat(time.scheduled()).isEqualTo(1);
        timers.stop();
        assertThat(time.scheduled()).isZero();
    }
}
