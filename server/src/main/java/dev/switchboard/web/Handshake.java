package dev.switchboard.web;

import dev.switchboard.problem.Problem.InvalidRequest;
import dev.switchboard.web.Refusal.Refused;
import dev.switchboard.web.Refusal.UpgradeRequired;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The first half of a WebSocket handshake (RFC 6455, section 4.2.1). */
final class Handshake {
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
        if (request.getHeader("Sec-WebSocket-Key") == null) {
            return new Refused(InvalidRequest.of("Sec-WebSocket-Key", "missing"));
        }
        return "13".equals(request.getHeader("Sec-WebSocket-Version")) ? null : new UpgradeRequired(path);
    }
}
