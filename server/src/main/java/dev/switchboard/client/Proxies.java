package dev.switchboard.client;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The proxies that a person's environment names. A server on this machine is never reached through one.
 *
 * @param http for {@code http} addresses, as a URL or {@code host:port}; empty for none
 * @param https for {@code https} addresses, likewise
 * @param direct hosts that are reached directly, with all hosts below them; {@code *} for every host
 */
public record Proxies(String http, String https, List<String> direct) {
    public static final Proxies NONE = new Proxies("", "", List.of());

    public Proxies {
        direct = List.copyOf(direct);
    }

    /** Reads {@code direct} as {@code NO_PROXY} is written: names between commas, each with or without a leading dot. */
    public static Proxies of(String http, String https, String noProxy) {
        List<String> direct = Stream.of(noProxy.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .filter(name -> !name.isEmpty())
                .toList();
        return new Proxies(http.strip(), https.strip(), direct);
    }

    Proxy choose(ServerAddress server) {
        URI target = server.base();
        String named = target.getScheme().equalsIgnoreCase("https") ? https : http;
        if (named.isEmpty() || server.isLoopback() || isDirect(target.getHost().toLowerCase(Locale.ROOT))) {
            return Proxy.NO_PROXY;
        }
        URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
        if (proxy.getHost() == null) {
            throw new IllegalArgumentException(named);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port));
    }

    private boolean isDirect(String host) {
        return direct.stream().anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }
}
