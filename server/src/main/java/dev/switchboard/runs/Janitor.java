package dev.switchboard.runs;

import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.journal.StreamId;
import dev.switchboard.lease.Leases.Key;
import dev.switchboard.runs.record.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, once an hour, what need not be kept: the events and memories of runs that ended long ago, and old idempotency keys. */
final class Janitor {
    static final String KIND = "runs-janitor";
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final Key TIMER = new Key(KIND, "sweep");
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration IDEMPOTENCY = Duration.ofHours(24);
    private static final int BATCH = 100;
    private static final int TRIM_STEP = 2_000;

    private final RunEnvironment env;

    Janitor(RunEnvironment env) {
        this.env = env;
    }

    void start() {
        env.transactor().write(tx -> {
            env.recorder().timers.set(tx, TIMER, env.time().now());
            return null;
        });
    }

    void sweep(Key timer) {
        Instant now = env.time().now();
        int forgotten = 0;
        List<RunId> old;
        do {
            old = env.recorder().store.endedBefore(now.minus(env.config().retention()), BATCH);
            old.forEach(this::forget);
            forgotten += old.size();
        } while (old.size() == BATCH);
        if (forgotten > 0) {
            LOG.info("forgot the events of {} runs", forgotten);
        }
        env.transactor().write(tx -> {
            env.recorder().store.deleteIdempotentStarts(tx, now.minus(IDEMPOTENCY));
            env.recorder().timers.set(tx, timer, now.plus(PERIOD));
            return null;
        });
    }

    /** In steps, so that a long run does not hold up the writer. */
    private void forget(RunId run) {
        trim(run.events());
        trim(run.log());
        env.transactor().write(tx -> {
            env.journal().delete(tx, run.log());
            return null;
        });
    }

    private void trim(StreamId stream) {
        Extent kept = env.journal().extent(stream);
        long upTo = kept.firstSeq() - 1;
        while (upTo < kept.lastSeq()) {
            long next = Math.min(kept.lastSeq(), upTo + TRIM_STEP);
            env.transactor().write(tx -> {
                env.journal().trim(tx, stream, next);
                return null;
            });
            upTo = next;
        }
    }
}
