package dev.switchboard.doors.gateway;

import dev.switchboard.wire.gateway.GatewayFrame.StateVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event that is told to many. What is the same for all of them stands in the payload.
 *
 * @param payload JSON in UTF-8
 */
record Notice(String event, byte[] payload, @Nullable StateVersion stateVersion) {

    /** What stands before the payload of an event. */
    static byte[] head(String event) {
        return utf8("{\"type\":\"event\",\"event\":\"" + event + "\",\"payload\":");
    }

    /** What stands after the payload. */
    byte[] tail(long seq) {
        return utf8(
                stateVersion == null
                        ? ",\"seq\":" + seq + "}"
                        : ",\"seq\":" + seq + ",\"stateVersion\":" + stateVersion.json() + "}");
    }

    /** The whole message. */
    String text(long seq) {
        return new String(head(event), StandardCharsets.UTF_8)
                + new String(payload, StandardCharsets.UTF_8)
                + new String(tail(seq), StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
