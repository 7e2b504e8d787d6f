package dev.switchboard.web;

import dev.switchboard.time.Time;
import dev.switchboard.time.Time.Scheduled;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything that may take too long, again and again, instead of keeping a timer for each. Any thread may use it. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private final Time time;
    private final Duration period;
    private @Nullable Scheduled next;
    private boolean ended;

    Watch(Time time, Duration period) {
        this.time = time;
        this.period = period;
    }

    /** A quarter of the shortest span that is watched, between 10 ms and 1 s. */
    static Duration period(WebConfig config) {
        long shortest = Stream.of(
                        config.bodyTimeout(), config.idleTimeout(), config.stallTimeout(), config.socketPing())
                .mapToLong(Duration::toMillis)
                .min()
                .orElseThrow();
        return Duration.ofMillis(Math.clamp(shortest / 4, 10, 1000));
    }

    synchronized void begin() {
        if (!ended) {
            next = time.schedule(period, this::look);
        }
    }

    synchronized void end() {
        ended = true;
        if (next != null) {
            next.cancel();
        }
    }

    void add(Watched watched) {
        all.add(watched);
    }

    void remove(Watched watched) {
        all.remove(watched);
    }

    /** Whoever is watched at this moment. */
    Set<Watched> all() {
        return Set.copyOf(all);
    }

    private void look() {
        long now = time.nanos();
        try {
            for (Watched each : all) {
                check(each, now);
            }
        } finally {
            begin();
        }
    }

    private static void check(Watched watched, long now) {
        try {
            watched.check(now);
        } catch (RuntimeException e) {
            LOG.error("something that may take too long could not be checked", e);
        }
    }

    /** Something that may take too long. */
    interface Watched {
        /**
         * Ends it when it takes too long. On any thread, must return at once.
         *
         * @param now as {@link Time#nanos} reads it
         */
        void check(long now);
    }
}
