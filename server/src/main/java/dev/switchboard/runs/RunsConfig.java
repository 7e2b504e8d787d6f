package dev.switchboard.runs;

import dev.switchboard.config.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Bounds of the runs.
 *
 * @param maxRunning runs at work at once; waiting for an approval does not count
 * @param maxQueued runs that wait for a slot or for their session; one more is refused
 * @param retention how long the events and the conversation of an ended run are kept
 * @param readableDirs directories that every agent may read, besides its own
 */
public record RunsConfig(
        @Doc(en = "Runs at work at once; waiting for an approval does not count.", zh = "同时工作的运行数；等待审批的不计入。")
        int maxRunning,

        @Doc(
                en = "Runs that wait for a slot or for their session; one more is refused with 429.",
                zh = "等待空位或等待其会话的运行数；再多则以 429 拒绝。")
        int maxQueued,

        @Doc(en = "How long the events and the conversation of an ended run are kept.", zh = "已结束的运行的事件和对话保留多久。")
        Duration retention,

        @Doc(en = "Directories that every agent may read besides its own.", zh = "除自己的目录外，每个智能体都可读取的目录。")
        List<Path> readableDirs) {
    public RunsConfig {
        readableDirs = List.copyOf(readableDirs);
        if (maxRunning < 1 || maxRunning > 100_000) {
            throw new IllegalArgumentException("runs.max-running: " + maxRunning + " (expected: 1 to 100000)");
        }
        if (maxQueued < 0 || maxQueued > 1_000_000) {
            throw new IllegalArgumentException("runs.max-queued: " + maxQueued + " (expected: 0 to 1000000)");
        }
        if (!retention.isPositive()) {
            throw new IllegalArgumentException("runs.retention: " + retention + " (expected: more than 0)");
        }
    }

    public static RunsConfig defaults() {
        return new RunsConfig(64, 1000, Duration.ofDays(90), List.of());
    }
}
