package dev.switchboard.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** Shows how the writer of the log fares. Called on the writer thread. */
public final class StorageMetrics {
    private final Histogram seconds;
    private final Histogram blocks;
    private final Counter events;
    private final Counter failures;

    public StorageMetrics(PrometheusRegistry registry) {
        seconds = Histogram.builder()
                .name("switchboard_storage_commit_seconds")
                .help("How long commits took, fsync included")
                .classicOnly()
                .classicUpperBounds(0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1)
                .register(registry);
        blocks = Histogram.builder()
                .name("switchboard_storage_commit_transactions")
                .help("How many transactions shared a commit")
                .classicOnly()
                .classicUpperBounds(1, 2, 4, 8, 16, 64, 256, 1024, 4096)
                .register(registry);
        events = Counter.builder()
                .name("switchboard_storage_events_total")
                .help("Events that were made durable")
                .register(registry);
        failures = Counter.builder()
                .name("switchboard_storage_failed_commits_total")
                .help("Commits that the storage could not take")
                .register(registry);
    }

    /** A commit succeeded. */
    public void committed(int transactions, int durableEvents, Duration commit) {
        seconds.observe(commit.toNanos() / 1e9);
        blocks.observe(transactions);
        events.inc(durableEvents);
    }

    /** A commit failed. */
    public void failed() {
        failures.inc();
    }
}
