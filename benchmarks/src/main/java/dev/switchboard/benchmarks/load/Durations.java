package dev.switchboard.benchmarks.load;

import java.util.Arrays;

/** Times that something took, in nanoseconds, kept one by one so that percentiles are exact. Any thread may add. */
public final class Durations {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int count;

    public synchronized void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    public synchronized int count() {
        return count;
    }

    /**
     * The time, in milliseconds, that so many of a hundred did not exceed (nearest rank).
     *
     * @throws IllegalStateException when nothing was added
     */
    public synchronized double percentile(double percent) {
        if (count == 0) {
            throw new IllegalStateException("durations: none (expected: at least one)");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * count);
        return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
    }

    /** Adds a row for the median and one for the 99th percentile. */
    public void report(Findings findings, String what) {
        findings.add(what + ", p50", "ms", percentile(50));
        findings.add(what + ", p99", "ms", percentile(99));
    }
}
