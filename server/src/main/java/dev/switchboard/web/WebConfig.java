package dev.switchboard.web;

import dev.switchboard.config.Doc;
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
        @Doc(
                en = "Token of the operator; without one only this machine may come in.",
                zh = "操作者令牌；未设置时只允许本机访问。",
                env = "SWITCHBOARD_TOKEN")
        Secret token,

        @Doc(en = "Listen beyond loopback without a token.", zh = "在没有令牌的情况下对本机之外监听。")
        boolean insecure,

        @Doc(
                en =
                        "Names under which the server may be reached besides the loopback names, without ports; checked where no token is demanded.",
                zh = "除回环名称外，服务器可以使用的主机名（不含端口）；在不要求令牌时检查。")
        List<String> hosts,

        @Doc(
                en = "Origins of pages that may call the server besides its own, such as https://app.example.org.",
                zh = "除自身页面外，允许调用服务器的网页来源，例如 https://app.example.org。")
        List<String> origins,

        @Doc(en = "Certificate and key; without them plain HTTP.", zh = "证书和私钥；未设置时使用明文 HTTP。") @Nullable
        Tls tls,

        @Doc(en = "Open connections; further ones are closed at once.", zh = "同时打开的连接数；超出的立即关闭。")
        int maxConnections,

        @Doc(en = "Requests being answered, streams included; further ones get 503.", zh = "正在处理的请求数（含流）；超出的得到 503。")
        int maxRequests,

        @Doc(en = "Bytes of the request line and of the headers, each.", zh = "请求行和请求头各自的字节上限。")
        int maxHeadBytes,

        @Doc(en = "Bytes of one request's body.", zh = "单个请求体的字节上限。")
        int maxBodyBytes,

        @Doc(en = "Bytes of the bodies of all requests that are being answered.", zh = "所有处理中请求体的总字节上限。")
        long maxBodiesBytes,

        @Doc(en = "How long a body may take to arrive.", zh = "请求体到达的时限。")
        Duration bodyTimeout,

        @Doc(
                en = "How long a connection may stay open without a request, and a socket without a sign of life.",
                zh = "连接无请求、套接字无响应时可保持的时间。")
        Duration idleTimeout,

        @Doc(en = "Bytes that may be on their way to one reader of a stream.", zh = "发往单个流读者的在途字节上限。")
        int streamCreditBytes,

        @Doc(en = "How long a reader may take nothing while something is on its way.", zh = "有数据在途时读者不接收的时限。")
        Duration stallTimeout,

        @Doc(en = "Bytes that may be on their way to one WebSocket.", zh = "发往单个 WebSocket 的在途字节上限。")
        int socketOutboxBytes,

        @Doc(en = "Bytes of the longest message that a WebSocket may send.", zh = "WebSocket 可发送的最长消息字节数。")
        int socketMessageBytes,

        @Doc(en = "How often a quiet WebSocket is asked for a sign of life.", zh = "对安静的 WebSocket 发送探测的间隔。")
        Duration socketPing,

        @Doc(
                en = "Wrong tokens from one address in a minute; further ones get 429.",
                zh = "每个地址每分钟允许的错误令牌次数；超出的得到 429。")
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
                Duration.ofSeconds(25),
                10);
    }

    /**
     * PEM files.
     *
     * @param cert path of the certificate and its chain
     * @param key path of the private key, PKCS#8
     */
    public record Tls(
            @Doc(en = "Path of the certificate and its chain, PEM.", zh = "证书及其链的 PEM 文件路径。")
            String cert,

            @Doc(en = "Path of the private key, PKCS#8 PEM.", zh = "私钥的 PKCS#8 PEM 文件路径。")
            String key) {
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
