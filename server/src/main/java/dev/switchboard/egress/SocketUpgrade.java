package dev.switchboard.egress;

import dev.switchboard.time.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a client asks for a WebSocket, and what counts as a yes (RFC 6455, section 4.1). Neither extensions nor sub-protocols are offered. */
record SocketUpgrade(String key) {
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int SWITCHING = 101;

    static SocketUpgrade with(Ids ids) {
        UUID chance = UUID.fromString(ids.uuid());
        byte[] nonce = ByteBuffer.allocate(16)
                .putLong(chance.getMostSignificantBits())
                .putLong(chance.getLeastSignificantBits())
                .array();
        return new SocketUpgrade(Base64.getEncoder().encodeToString(nonce));
    }

    Map<String, String> headers() {
        return Map.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", key);
    }

    /** @param header gives the value of a header; null when it is absent */
    boolean isAcceptedBy(int status, UnaryOperator<@Nullable String> header) {
        return status == SWITCHING
                && "websocket".equalsIgnoreCase(header.apply("Upgrade"))
                && answer().equals(header.apply("Sec-WebSocket-Accept"))
                && header.apply("Sec-WebSocket-Extensions") == null
                && header.apply("Sec-WebSocket-Protocol") == null;
    }

    private String answer() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
