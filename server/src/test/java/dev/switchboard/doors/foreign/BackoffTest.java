package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.CountingIds;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"0, 800, 24000", "0.5, 1000, 30000", "1, 1200, 36000"})
    void aPauseIsAFifthMoreOrLess(double chance, long first, long longest) {
        Backoff backoff = new Backoff(new CountingIds(chance));

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(first));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(2 * first));
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(longest));
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(first));
    }
}
