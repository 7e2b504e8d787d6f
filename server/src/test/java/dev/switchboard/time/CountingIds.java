package dev.switchboard.time;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that count, and the same chance every time. Any thread may use it. */
public final class CountingIds implements Ids {
    private final AtomicLong last = new AtomicLong();
    private final double fraction;

    public CountingIds(double fraction) {
        this.fraction = fraction;
    }

    @Override
    public String uuid() {
        return new UUID(0x4000L, 0x8000_0000_0000_0000L | last.incrementAndGet()).toString();
    }

    @Override
    public String token() {
        return String.format("token-%026d", last.incrementAndGet());
    }

    @Override
    public double fraction() {
        return fraction;
    }
}
