package dev.switchboard.egress;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A request to somewhere else.
 *
 * @param uri absolute, http or https
 * @param headers beside those that HTTP needs; {@code User-Agent} is not the caller's
 */
public record EgressRequest(
        String method, URI uri, Map<String, String> headers, byte[] body, Guard guard, Limits limits) {
    public EgressRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getHost();
    }

    /**
     * How long it may take, and how large the answer may be.
     *
     * @param connect until there is a connection, its name resolved and its TLS agreed on
     * @param idle until the answer begins, and between two pieces of it
     * @param whole from the start to the end of the answer
     * @param bytes of the answer's body
     */
    public record Limits(Duration connect, Duration idle, Duration whole, long bytes) {}
}
