package dev.switchboard.web;

import dev.switchboard.config.Secret;
import dev.switchboard.web.WebConfig.Tls;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default configuration with what a test changes of it. */
final class TestConfig {
    private static final WebConfig DEFAULTS = WebConfig.defaults();

    private Secret token = DEFAULTS.token();
    private boolean insecure = DEFAULTS.insecure();
    private List<String> hosts = DEFAULTS.hosts();
    private List<String> origins = DEFAULTS.origins();
    private @Nullable Tls tls = DEFAULTS.tls();
    private int maxConnections = DEFAULTS.maxConnections();
    private int maxRequests = DEFAULTS.maxRequests();
    private int maxHeadBytes = DEFAULTS.maxHeadBytes();
    private int maxBodyBytes = DEFAULTS.maxBodyBytes();
    private long maxBodiesBytes = DEFAULTS.maxBodiesBytes();
    private Duration bodyTimeout = DEFAULTS.bodyTimeout();
    private Duration idleTimeout = DEFAULTS.idleTimeout();
    private int streamCreditBytes = DEFAULTS.streamCreditBytes();
    private Duration stallTimeout = DEFAULTS.stallTimeout();
    private int socketOutboxBytes = DEFAULTS.socketOutboxBytes();
    private int socketMessageBytes = DEFAULTS.socketMessageBytes();
    private Duration socketPing = DEFAULTS.socketPing();
    private int failedLoginsPerMinute = DEFAULTS.failedLoginsPerMinute();

    WebConfig build() {
        return new WebConfig(
                token,
                insecure,
                hosts,
                origins,
                tls,
                maxConnections,
                maxRequests,
                maxHeadBytes,
                maxBodyBytes,
                maxBodiesBytes,
                bodyTimeout,
                idleTimeout,
                streamCreditBytes,
                stallTimeout,
                socketOutboxBytes,
                socketMessageBytes,
                socketPing,
                failedLoginsPerMinute);
    }

    TestConfig token(String token) {
        this.token = new Secret(token);
        return this;
    }

    TestConfig insecure(boolean insecure) {
        this.insecure = insecure;
        return this;
    }

    TestConfig hosts(String... hosts) {
        this.hosts = List.of(hosts);
        return this;
    }

    TestConfig origins(String... origins) {
        this.origins = List.of(origins);
        return this;
    }

    TestConfig tls(Tls tls) {
        this.tls = tls;
        return this;
    }

    TestConfig maxConnections(int count) {
        this.maxConnections = count;
        return this;
    }

    TestConfig maxRequests(int count) {
        this.maxRequests = count;
        return this;
    }

    TestConfig maxHeadBytes(int bytes) {
        this.maxHeadBytes = bytes;
        return this;
    }

    TestConfig maxBodyBytes(int bytes) {
        this.maxBodyBytes = bytes;
        return this;
    }

    TestConfig maxBodiesBytes(long bytes) {
        this.maxBodiesBytes = bytes;
        return this;
    }

    TestConfig bodyTimeout(Duration span) {
        this.bodyTimeout = span;
        return this;
    }

    TestConfig idleTimeout(Duration span) {
        this.idleTimeout = span;
        return this;
    }

    TestConfig streamCreditBytes(int bytes) {
        this.streamCreditBytes = bytes;
        return this;
    }

    TestConfig stallTimeout(Duration span) {
        this.stallTimeout = span;
        return this;
    }

    TestConfig socketOutboxBytes(int bytes) {
        this.socketOutboxBytes = bytes;
        return this;
    }

    TestConfig socketMessageBytes(int bytes) {
        this.socketMessageBytes = bytes;
        return this;
    }

    TestConfig socketPing(Duration span) {
        this.socketPing = span;
        return this;
    }

    TestConfig failedLoginsPerMinute(int count) {
        this.failedLoginsPerMinute = count;
        return this;
    }
}
