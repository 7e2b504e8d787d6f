package dev.switchboard.web;

import dev.switchboard.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the server listens; keys begin with {@code web.}.
 *
 * @param token the operator token; empty means that none is demanded, which is allowed on loopback only
 * @param insecure whether the server may listen beyond loopback without a token
 * @param hosts names under which the server may be reached besides the loopback names, without ports; checked where no token is demanded
 * @param origins origins of pages that may call the server besides its own, such as {@code https://app.example.org}
 * @param tls certificate and key; absent means plain HTTP
 * @param maxConnections open connections; further ones are closed at once
 * @param maxRequests requests being answered, streams included; further ones get 503
 * @param maxHeadBytes request line and headers, each
 * @param maxBodyBytes body of one request
 * @param maxBodiesBytes bodies of all requests that are being answered
 * @param bodyTimeout how long a body may take to arrive
 * @param idleTimeout how long a connection may stay open without a request, and a socket without a sign of life
 * @param streamCreditBytes what may be on its way to one reader of a stream
 * @param stallTimeout how long a reader may take nothing while something is on its way
 * @param socketOutboxBytes what may be on its way to one WebSocket
 * @param socketMessageBytes the longest message that a WebSocket may send to us
 * @param socketPing how often a quiet WebSocket is asked for a sign of life
 * @param failedLoginsPerMinute wrong tokens from one address
 */
public record WebConfig(
        Secret token,
        boolean insecure,
        List<String> hosts,
        List<String> origins,
        @Nullable Tls tls,
        int maxConnections,
        int maxRequests,
        int maxHeadBytes,
        int maxBodyBytes,
        long maxBodiesBytes,
        Duration bodyTimeout,
        Duration idleTimeout,
        int streamCreditBytes,
        Duration stallTimeout,
        int socketOutboxBytes,
        int socketMessageBytes,
        Duration socketPing,
        int failedLoginsPerMinute) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public WebConfig {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        origins = origins.stream().map(WebConfig::origin).toList();
        atLeast("max-connections", maxConnections, 1);
        atLeast("max-requests", maxRequests, 1);
        atLeast("max-head-bytes", maxHeadBytes, KIB);
        atLeast("max-body-bytes", maxBodyBytes, KIB);
        atLeast("max-bodies-bytes", maxBodiesBytes, maxBodyBytes);
        positive("body-timeout", bodyTimeout);
        positive("idle-timeout", idleTimeout);
        atLeast("stream-credit-bytes", streamCreditBytes, KIB);
        positive("stall-timeout", stallTimeout);
        atLeast("socket-outbox-bytes", socketOutboxBytes, KIB);
        atLeast("socket-message-bytes", socketMessageBytes, KIB);
        positive("socket-ping", socketPing);
        atLeast("failed-logins-per-minute", failedLoginsPerMinute, 1);
    }

    /** What holds when nothing is configured: loopback without a token, plain HTTP. */
    public static WebConfig defaults() {
        return new WebConfig(
                Secret.NONE,
                false,
                List.of(),
                List.of(),
                null,
                20_000,
                20_000,
                16 * KIB,
                16 * MIB,
                256L * MIB,
                Duration.ofSeconds(60),
                Duration.ofSeconds(75),
                256 * KIB,
                Duration.ofSeconds(60),
                1 * MIB,
                1 * MIB,
                Duration.ofSeconds(30),
                10);
    }

    /**
     * PEM files.
     *
     * @param cert path of the certificate and its chain
     * @param key path of the private key, PKCS#8
     */
    public record Tls(String cert, String key) {
        public Tls {
            if (cert.isBlank() || key.isBlank()) {
                throw new IllegalArgumentException("web.tls: both web.tls.cert and web.tls.key are needed");
            }
        }
    }

    private static String origin(String text) {
        String origin = text.toLowerCase(Locale.ROOT);
        boolean whole = origin.equals("null") || origin.matches("[a-z][a-z0-9+.-]*://[^/\\s]+");
        if (!whole) {
            throw new IllegalArgumentException(
                    "web.origins: \"" + text + "\" (expected: scheme and host, such as https://app.example.org)");
        }
        return origin;
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("web." + key + ": " + value + " (expected: at least " + least + ")");
        }
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("web." + key + ": " + value + " (expected: more than nothing)");
        }
    }
}
