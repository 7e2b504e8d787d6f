package dev.switchboard.benchmarks.load;

import java.time.Duration;

/** What a server used in a stretch of time that begins now. */
public final class Meter {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Server server;
    private final long began = System.nanoTime();
    private final Duration cpu;

    public Meter(Server server) {
        this.server = server;
        this.cpu = server.child().cpu();
    }

    public double seconds() {
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }

    /** Processors that were at work on average. */
    public double cores() {
        return used().toNanos() / NANOS_PER_SECOND / seconds();
    }

    /** Processor time for each of so many, in microseconds. */
    public double microsEach(long count) {
        return used().toNanos() / NANOS_PER_MICRO / count;
    }

    private Duration used() {
        return server.child().cpu().minus(cpu);
    }
}
