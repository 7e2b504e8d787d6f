package dev.switchboard.doors.runs;

import java.time.Duration;

/**
 * How this door behaves.
 *
 * @param version of the product, as it tells callers
 * @param heartbeat how long a stream may be silent before it gives a sign of life
 */
public record RunsDoorConfig(String version, Duration heartbeat) {
    public RunsDoorConfig {
        if (heartbeat.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("heartbeat: " + heartbeat + " (expected: at least 1 ms)");
        }
    }

    public static RunsDoorConfig of(String version) {
        return new RunsDoorConfig(version, Duration.ofSeconds(15));
    }
}
