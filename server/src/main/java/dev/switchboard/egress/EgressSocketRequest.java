package dev.switchboard.egress;

import java.net.URI;
import java.time.Duration;

/**
 * A WebSocket to somewhere else.
 *
 * @param uri absolute, ws or wss
 */
public record EgressSocketRequest(URI uri, Guard guard, Limits limits) {
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getHost();
    }

    /**
     * How long it may take, and how large messages may be.
     *
     * @param open until the socket is open: the name resolved, TLS agreed on, the upgrade answered
     * @param messageBytes of one message, at most
     * @param outboxBytes that may be on their way out at a time
     */
    public record Limits(Duration open, int messageBytes, int outboxBytes) {}
}
