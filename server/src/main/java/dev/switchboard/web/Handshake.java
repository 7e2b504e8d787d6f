package dev.switchboard.web;

import dev.switchboard.problem.Problem.InvalidRequest;
import dev.switchboard.web.Refusal.Refused;
import dev.switchboard.web.Refusal.UpgradeRequired;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handshake of a WebSocket (RFC 6455, section 4.2). */
final class Handshake {
    /** The name under which Vert.x stands in the pipeline. */
    static final String VERTX_HANDLER = "handler";

    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /** Whether the request asks for a WebSocket. */
    static boolean asked(HttpServerRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null
                && upgrade.toLowerCase(Locale.ROOT).contains("websocket")
                && request.version() == HttpVersion.HTTP_1_1
                && request.method().name().equals("GET");
    }

    /** What is wrong with how it asks; null when nothing is. */
    static @Nullable Refusal wrong(HttpServerRequest request, String path) {
        String connection = request.getHeader("Connection");
        if (connection == null || !connection.toLowerCase(Locale.ROOT).contains("upgrade")) {
            return new Refused(InvalidRequest.of("Connection", "\"" + connection + "\" (expected: Upgrade)"));
        }
        if (!isKey(request.getHeader(KEY))) {
            return new Refused(InvalidRequest.of(KEY, "missing or malformed (expected: 16 bytes in Base64)"));
        }
        return "13".equals(request.getHeader("Sec-WebSocket-Version")) ? null : new UpgradeRequired(path);
    }

    /** Answers with 101. Then nothing of HTTP is left in the pipeline, and Vert.x hands on bytes. On the event loop. */
    static Future<NetSocket> accept(HttpServerRequest request) {
        String key = Objects.requireNonNull(request.getHeader(KEY), KEY);
        request.response()
                .putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", answer(key));
        return request.toNetSocket();
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String answer(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
