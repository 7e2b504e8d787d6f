package dev.switchboard.telemetry;

import dev.switchboard.web.WebListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** Counts requests, and readers that were cut off. */
public final class WebMetrics implements WebListener {
    private final Counter requests;
    private final Histogram seconds;
    private final Counter cut;
    private final Counter refused;

    public WebMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("switchboard_web_requests_total")
                .help("Requests that are over, by the door that answered; status 0: the reader left before an answer")
                .labelNames("door", "method", "status")
                .register(registry);
        seconds = Histogram.builder()
                .name("switchboard_web_request_seconds")
                .help("From the head of a request to the end of its answer, streams included")
                .labelNames("door")
                .classicOnly()
                .classicUpperBounds(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 10, 60, 600)
                .register(registry);
        cut = Counter.builder()
                .name("switchboard_web_readers_cut_total")
                .help("Readers of streams that were cut off because they took nothing")
                .register(registry);
        refused = Counter.builder()
                .name("switchboard_web_connections_refused_total")
                .help("Connections that were closed at once because too many were open")
                .register(registry);
    }

    @Override
    public void answered(String door, String method, int status, Duration took) {
        requests.labelValues(door, method, Integer.toString(status)).inc();
        seconds.labelValues(door).observe(took.toNanos() / 1e9);
    }

    @Override
    public void readerCut(String door) {
        cut.inc();
    }

    @Override
    public void connectionRefused() {
        refused.inc();
    }
}
