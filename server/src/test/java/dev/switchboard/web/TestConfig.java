package dev.switchboard.web;

import dev.switchboard.config.Secret;
import dev.switchboard.web.WebConfig.Tls;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default configuration with what a test changes of it. */
public final class TestConfig {
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

    public WebConfig build() {
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

    public TestConfig token(String token) {
        this.token = new Secret(token);
        return this;
    }

    public TestConfig insecure(boolean insecure) {
        this.insecure = insecure;
        return this;
    }

    public TestConfig hosts(String... hosts) {
        this.hosts = List.of(hosts);
        return this;
    }

    public TestConfig origins(String... origins) {
        this.origins = List.of(origins);
        return this;
    }

    public TestConfig tls(Tls tls) {
        this.tls = tls;
        return this;
    }

    public TestConfig maxConnections(int count) {
        this.maxConnections = count;
        return this;
    }

    public TestConfig maxRequests(int count) {
        this.maxRequests = count;
        return this;
    }

    public TestConfig maxHeadBytes(int bytes) {
        this.maxHeadBytes = bytes;
        return this;
    }

    public TestConfig maxBodyBytes(int bytes) {
        this.maxBodyBytes = bytes;
        return this;
    }

    public TestConfig maxBodiesBytes(long bytes) {
        this.maxBodiesBytes = bytes;
        return this;
    }

    public TestConfig bodyTimeout(Duration span) {
        this.bodyTimeout = span;
        return this;
    }

    public TestConfig idleTimeout(Duration span) {
        this.idleTimeout = span;
        return this;
    }

    public TestConfig streamCreditBytes(int bytes) {
        this.streamCreditBytes = bytes;
        return this;
    }

    public TestConfig stallTimeout(Duration span) {
        this.stallTimeout = span;
        return this;
    }

    public TestConfig socketOutboxBytes(int bytes) {
        this.socketOutboxBytes = bytes;
        return this;
    }

    public TestConfig socketMessageBytes(int bytes) {
        this.socketMessageBytes = bytes;
        return this;
    }

    public TestConfig socketPing(Duration span) {
        this.socketPing = span;
        return this;
    }

    public TestConfig failedLoginsPerMinute(int count) {
        this.failedLoginsPerMinute = count;
        return this;
    }
}
