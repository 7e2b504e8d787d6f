package dev.switchboard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchboard.lease.Leases.Key;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.storage.memory.MemoryStorage;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

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

    /** A stop in the midst of a firing: the storage goes from under it, which is as it should be and worth no word. */
    @Test
    void whatFailsBecauseEverythingStopsIsNotComplainedAbout() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(Timers.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Level level = log.getLevel();
        log.setLevel(Level.WARN);
        log.addAppender(told);
        try {
            CompletableFuture<Thread> firing = new CompletableFuture<>();
            CountDownLatch stopped = new CountDownLatch(1);
            timers.on(KIND, key -> {
                firing.complete(Thread.currentThread());
                awaitQuietly(stopped);
                throw new ProblemException(new Problem.Unavailable("the storage is closed", Duration.ofSeconds(1)));
            });
            timers.start();
            set(A, 0);
            time.advance(Duration.ofSeconds(1));
            Thread thread = firing.get(10, TimeUnit.SECONDS);

            timers.stop();
            storage.close();
            stopped.countDown();

            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            assertThat(told.list).isEmpty();
        } finally {
            log.detachAppender(told);
            log.setLevel(level);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
