package dev.switchboard.doors.foreign;

import dev.switchboard.egress.Guard;
import dev.switchboard.problem.Problem.Forbidden;
import dev.switchboard.problem.Problem.InvalidRequest;
import dev.switchboard.problem.ProblemException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Where a gateway is. Browsers name it, so it may only be this machine or what the operator has configured; a name of this machine must
 * lead to an address of this machine when it is connected to.
 *
 * @param uri with scheme, host and port in one spelling, so that equal addresses are equal
 */
record GatewayAddress(URI uri, Guard guard) {
    private static final int MAX_LENGTH = 2048;

    /**
     * @param hosts that the operator has configured, in lower case
     * @throws ProblemException {@code InvalidRequest} or {@code Forbidden}; it does not repeat the path and the query, which may hold a secret
     */
    static GatewayAddress of(String url, List<String> hosts) {
        URI given = parsed(url);
        String scheme = given.getScheme().toLowerCase(Locale.ROOT);
        String host = given.getHost().toLowerCase(Locale.ROOT);
        int port = given.getPort() >= 0 ? given.getPort() : scheme.equals("wss") ? 443 : 80;
        boolean local = isLoopback(host);
        if (!local && !hosts.contains(host) && !hosts.contains(host + ":" + port)) {
            throw new ProblemException(new Forbidden(
                    "gatewayUrl: " + host + " is neither this machine nor a configured gateway",
                    "add it to bridge.gateway-hosts"));
        }
        return new GatewayAddress(uri(scheme, host, port, given), local ? Guard.LOOPBACK_ONLY : Guard.ALLOW_ALL);
    }

    /** The place without what may be secret, for people. */
    String place() {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public String toString() {
        return uri.getScheme() + "://" + place();
    }

    private static URI parsed(String url) {
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme();
            boolean socket = "ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
            boolean usable = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            if (url.length() <= MAX_LENGTH && socket && usable && uri.getPort() != 0 && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Answered below, without its message, which quotes the URL.
        }
        throw new ProblemException(InvalidRequest.of(
                "gatewayUrl", "not usable (expected: ws://host:port or wss://host:port, without user or fragment)"));
    }

    private static URI uri(String scheme, String host, int port, URI given) {
        String path = given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        return URI.create(scheme + "://" + host + ":" + port + path + query);
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // A name.
        }
    }
}
