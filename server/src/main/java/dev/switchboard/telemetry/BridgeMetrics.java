package dev.switchboard.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what browsers are told over the bridge. Called on event loops. */
public final class BridgeMetrics {
    private final Counter frames;
    private final Counter subscriptions;
    private final Counter refusals;
    private final Counter resyncs;

    public BridgeMetrics(PrometheusRegistry registry) {
        frames = Counter.builder()
                .name("switchboard_bridge_events_total")
                .help("Events of sessions that were handed to browsers")
                .register(registry);
        subscriptions = Counter.builder()
                .name("switchboard_bridge_subscriptions_opened_total")
                .help("Times a browser began to read a session")
                .register(registry);
        refusals = Counter.builder()
                .name("switchboard_bridge_errors_total")
                .help("Error frames that were sent to browsers")
                .register(registry);
        resyncs = Counter.builder()
                .name("switchboard_bridge_resyncs_total")
                .help("Times a browser was told to read the history of a session")
                .register(registry);
    }

    /** Events were handed to a browser. */
    public void handed(int events) {
        frames.inc(events);
    }

    public void subscribed() {
        subscriptions.inc();
    }

    public void refused() {
        refusals.inc();
    }

    public void resync() {
        resyncs.inc();
    }
}
