package dev.switchboard.agent.tool.builtin;

import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/** The real clock, for real processes, which can be told to jump ahead: a timeout is over then, and nobody waited for it. */
final class JumpingTime implements Time {
    private final Time real = new SystemTime();
    private final AtomicLong ahead = new AtomicLong();

    void jump(Duration span) {
        ahead.addAndGet(span.toNanos());
    }

    @Override
    public Instant now() {
        return real.now().plusNanos(ahead.get());
    }

    @Override
    public long nanos() {
        return real.nanos() + ahead.get();
    }

    @Override
    public ZoneId zone() {
        return real.zone();
    }

    @Override
    public void sleep(Duration span) throws InterruptedException {
        real.sleep(span);
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable action) {
        return real.schedule(delay, action);
    }
}
