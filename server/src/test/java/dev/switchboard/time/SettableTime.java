package dev.switchboard.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that moves only when a test says so, in UTC. Any thread may use it. The methods that wait for others give up with an
 * {@link AssertionError} after 10 real seconds.
 */
public final class SettableTime implements Time {
    private static final long PATIENCE_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Instant origin;
    private final List<Waiting> sleepers = new ArrayList<>();
    private final List<Waiting> scheduled = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    public SettableTime() {
        this(Instant.parse("2025-11-19T07:15:23.512Z"));
    }

    public SettableTime(Instant origin) {
        this.origin = origin;
    }

    /** Lets time pass: whoever sleeps until then wakes, and what is scheduled until then begins, in the order in which it is due. */
    public void advance(Duration span) {
        List<Waiting> due;
        lock.lock();
        try {
            passed = passed.plus(span);
            due = scheduled.stream()
                    .filter(each -> each.due.compareTo(passed) <= 0)
                    .sorted(Comparator.comparing(Waiting::due))
                    .toList();
            scheduled.removeAll(due);
            sleepers.removeIf(each -> each.due.compareTo(passed) <= 0);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        due.forEach(each -> Thread.ofVirtual().name("delayed").start(each.action));
    }

    /** Waits until a thread sleeps, and says how long the one that wakes first still has to. */
    public Duration awaitSleeper() {
        return awaitFirst(sleepers, "nobody sleeps");
    }

    /** Waits until an action is scheduled, and says after which delay the next one is due. */
    public Duration awaitScheduled() {
        return awaitFirst(scheduled, "nothing is scheduled");
    }

    /** How many actions have been scheduled and have neither begun nor been cancelled. */
    public int scheduled() {
        lock.lock();
        try {
            return scheduled.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return origin.plus(passed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return passed.toNanos();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }

    @Override
    public void sleep(Duration span) throws InterruptedException {
        if (!span.isPositive()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            Waiting sleeper = new Waiting(passed.plus(span), () -> {});
            sleepers.add(sleeper);
            changed.signalAll();
            try {
                while (passed.compareTo(sleeper.due) < 0) {
                    changed.await();
                }
            } finally {
                sleepers.removeIf(each -> each == sleeper);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable action) {
        if (!delay.isPositive()) {
            Thread.ofVirtual().name("delayed").start(action);
            return () -> {};
        }
        lock.lock();
        try {
            Waiting timer = new Waiting(passed.plus(delay), action);
            scheduled.add(timer);
            changed.signalAll();
            return () -> cancel(timer);
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Waiting timer) {
        lock.lock();
        try {
            scheduled.removeIf(each -> each == timer);
        } finally {
            lock.unlock();
        }
    }

    private Duration awaitFirst(List<Waiting> waiting, String otherwise) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (waiting.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError(otherwise);
                }
                left = changed.awaitNanos(left);
            }
            return waiting.stream()
                    .map(Waiting::due)
                    .min(Comparator.naturalOrder())
                    .orElseThrow()
                    .minus(passed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private record Waiting(Duration due, Runnable action) {}
}
