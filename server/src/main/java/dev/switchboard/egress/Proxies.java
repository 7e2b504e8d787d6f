package dev.switchboard.egress;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxies of an environment: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, also in lower case. This machine itself
 * is never reached through one. Only for {@link Guard#ALLOW_ALL}: what a proxy connects to, nobody here can check.
 */
public final class Proxies {
    public static final Proxies NONE = new Proxies(null, null, List.of());

    private final @Nullable URI forHttps;
    private final @Nullable URI forHttp;
    private final List<String> without;

    private Proxies(@Nullable URI forHttps, @Nullable URI forHttp, List<String> without) {
        this.forHttps = forHttps;
        this.forHttp = forHttp;
        this.without = without;
    }

    /**
     * Reads the variables; empty ones count as absent.
     *
     * @throws IllegalArgumentException when one of them is no proxy; the message names it and not its value, which may hold a password
     */
    public static Proxies of(Map<String, String> env) {
        return new Proxies(
                proxy(env, "HTTPS_PROXY"),
                proxy(env, "HTTP_PROXY"),
                Stream.of(value(env, "NO_PROXY").split(",", -1))
                        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    /** How a host is reached through a proxy; empty when it is reached directly. */
    Optional<ProxyOptions> to(String host, boolean tls) {
        URI proxy = tls ? forHttps : forHttp;
        return proxy == null || isDirect(host.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(options(proxy));
    }

    private boolean isDirect(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("[::1]")
                || without.stream().anyMatch(entry -> covers(entry, host));
    }

    /** A star for all, else a host, which stands for the hosts below it as well. */
    private static boolean covers(String entry, String host) {
        String name = entry.startsWith("*.") ? entry.substring(2) : entry.startsWith(".") ? entry.substring(1) : entry;
        return name.equals("*") || host.equals(name) || host.endsWith("." + name);
    }

    private static ProxyOptions options(URI proxy) {
        ProxyOptions options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(proxy.getHost())
                .setPort(proxy.getPort() >= 0 ? proxy.getPort() : 80);
        String user = proxy.getRawUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            options.setUsername(decoded(colon < 0 ? user : user.substring(0, colon)));
            options.setPassword(colon < 0 ? "" : decoded(user.substring(colon + 1)));
        }
        return options;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static @Nullable URI proxy(Map<String, String> env, String name) {
        String value = value(env, name);
        if (value.isEmpty()) {
            return null;
        }
        try {
            URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
            if ("http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, without its message, which quotes the value.
        }
        throw new IllegalArgumentException(name + ": not usable (expected: http://host:port)");
    }

    private static String value(Map<String, String> env, String name) {
        String value = env.getOrDefault(name, "").strip();
        return value.isEmpty()
                ? env.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip()
                : value;
    }
}
