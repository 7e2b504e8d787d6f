package dev.switchboard.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a server is and what to show it. It prints without its token. */
public final class ServerAddress {
    private final URI base;
    private final String token;

    private ServerAddress(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * Reads an address as people write it: {@code host}, {@code host:port} or a URL, with or without a slash at its end.
     *
     * @param token sent as a bearer token; absent or empty sends none
     * @throws IllegalArgumentException when it is none of these
     */
    public static ServerAddress parse(String address, @Nullable String token) {
        String text = address.strip();
        String url = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new IllegalArgumentException(address);
            }
            return new ServerAddress(uri, token == null ? "" : token.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    public URI base() {
        return base;
    }

    /** Whether the server is on this machine, so that no proxy can be on the way. */
    public boolean isLoopback() {
        String host = base.getHost();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    String token() {
        return token;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
