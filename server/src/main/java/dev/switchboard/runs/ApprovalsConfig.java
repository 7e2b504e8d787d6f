package dev.switchboard.runs;

import dev.switchboard.config.Doc;
import java.time.Duration;

/**
 * Bounds of approvals.
 *
 * @param timeout how long somebody may take to answer; after that it counts as a rejection
 */
public record ApprovalsConfig(
        @Doc(
                en = "How long somebody may take to answer an approval; after that it is rejected.",
                zh = "审批等待回答的时间；超时即视为拒绝。")
        Duration timeout) {
    public ApprovalsConfig {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("approvals.timeout: " + timeout + " (expected: more than 0)");
        }
    }

    public static ApprovalsConfig defaults() {
        return new ApprovalsConfig(Duration.ofMinutes(10));
    }
}
