package dev.switchboard.doors.foreign;

import dev.switchboard.time.Ids;
import java.time.Duration;

/** How long to wait before the next try: a second, doubling up to half a minute, a fifth more or less. For one thread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double JITTER = 0.2;

    private final Ids ids;
    private Duration next = FIRST;

    Backoff(Ids ids) {
        this.ids = ids;
    }

    Duration next() {
        double factor = 1 + JITTER * (2 * ids.fraction() - 1);
        Duration delay = Duration.ofMillis(Math.round(next.toMillis() * factor));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return delay;
    }

    void reset() {
        next = FIRST;
    }
}
