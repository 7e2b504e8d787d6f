package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SettableTimeTest {
    private final SettableTime time = new SettableTime(Instant.EPOCH);

    @Test
    void standsStillUntilItIsMoved() {
        time.advance(Duration.ofMillis(1500));

        assertThat(time.now()).isEqualTo(Instant.ofEpochMilli(1500));
        assertThat(time.nanos()).isEqualTo(1_500_000_000L);
    }

    @Test
    void aSleeperWakesWhenItsTimeHasCome() throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        Thread sleeper = Thread.ofVirtual().start(() -> {
            try {
                time.sleep(Duration.ofSeconds(3));
                awake.countDown();
            } catch (InterruptedException e) {
                // The thread ends; the test sees that nobody woke.
            }
        });
        assertThat(time.awaitSleeper()).isEqualTo(Duration.ofSeconds(3));

        time.advance(Duration.ofSeconds(2));
        assertThat(time.awaitSleeper()).isEqualTo(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));

        assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
        sleeper.join();
    }

    @Test
    void aSleeperWhoseTimeHasComeSleepsNoMoreEvenBeforeItsThreadGoesOn() throws Exception {
        Thread sleeper = Thread.ofVirtual().start(() -> {
            try {
                time.sleep(Duration.ofSeconds(1));
                time.sleep(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                // The thread ends; the test sees that nobody sleeps.
            }
        });
        time.advance(time.awaitSleeper());

        assertThat(time.awaitSleeper()).isEqualTo(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(2));
        sleeper.join();
    }

    @Test
    void aScheduledActionBeginsWhenItIsDueUnlessItIsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean cancelledOneBegan = new AtomicBoolean();
        time.schedule(Duration.ofSeconds(1), begun::countDown);
        time.schedule(Duration.ofSeconds(1), () -> cancelledOneBegan.set(true)).cancel();

        assertThat(time.awaitScheduled()).isEqualTo(Duration.ofSeconds(1));
        time.advance(Duration.ofMillis(999));
        assertThat(time.scheduled()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));

        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(time.scheduled()).isZero();
        assertThat(cancelledOneBegan).isFalse();
    }
}
