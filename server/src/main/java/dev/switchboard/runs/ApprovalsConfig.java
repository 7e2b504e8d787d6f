package dev.switchboard.runs;

import java.time.Duration;

/**
 * Bounds of approvals.
 *
 * @param timeout how long somebody may take to answer; after that it counts as a rejection
 */
public record ApprovalsConfig(Duration timeout) {
    public ApprovalsConfig {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("approvals.timeout: " + timeout + " (expected: more than 0)");
        }
    }

    public static ApprovalsConfig defaults() {
        return new ApprovalsConfig(Duration.ofMinutes(10));
    }
}
