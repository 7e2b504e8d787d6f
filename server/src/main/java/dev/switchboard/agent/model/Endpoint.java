package dev.switchboard.agent.model;

import dev.switchboard.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The rules for the address of a provider and for what is sent to it. Errors name the setting and never its value. */
final class Endpoint {
    private static final int MAX_URL = 2_000;
    private static final int MAX_KEY = 10_000;

    private Endpoint() {}

    /** The URL without trailing slashes and white space around it; empty stays empty. */
    static String baseUrl(String setting, String value) throws ModelConfigException {
        String url = value.strip();
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        if (!url.isEmpty() && (url.length() > MAX_URL || !isPlain(url))) {
            throw new ModelConfigException(
                    setting + ": not usable (expected: an http or https URL without user, query and fragment)");
        }
        return url;
    }

    /** The key without white space around it. */
    static Secret apiKey(String setting, String value) throws ModelConfigException {
        String key = value.strip();
        if (key.length() > MAX_KEY || !isHeader("Authorization", key)) {
            throw new ModelConfigException(setting + ": not usable (expected: visible ASCII characters)");
        }
        return key.isEmpty() ? Secret.NONE : new Secret(key);
    }

    /** Whether a name and a text can be sent as a header that the server does not write itself. */
    static boolean isHeader(String name, String value) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (Character.isLetterOrDigit(c) && c < 128) || "-_!#$%&'*+.^`|~".indexOf(c) >= 0)
                && value.chars().allMatch(c -> c >= ' ' && c < 127)
                && switch (name.toLowerCase(Locale.ROOT)) {
                    case "host", "content-length", "transfer-encoding", "connection", "content-type", "accept" -> false;
                    default -> true;
                };
    }

    /** Whether two URLs have the same scheme, host and port. */
    static boolean sameOrigin(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && origin(one).equals(origin(other));
    }

    private static String origin(String url) {
        URI uri = URI.create(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static boolean isPlain(String url) {
        try {
            URI uri = new URI(url);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
