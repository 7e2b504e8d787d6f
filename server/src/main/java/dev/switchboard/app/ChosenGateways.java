package dev.switchboard.app;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.bridge.BridgeConfig;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.Gateways;
import dev.switchboard.principal.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between our own gateway, which is spoken to within this process, and foreign ones. An address at which this server listens is
 * ours.
 */
final class ChosenGateways implements Gateways {
    private static final int WS_PORT = 80;
    private static final int WSS_PORT = 443;

    private final Own own;
    private final Foreign foreign;
    private final BridgeConfig config;
    private final boolean tls;
    private final Supplier<List<InetSocketAddress>> listening;

    /** Our own gateway. */
    interface Own {
        Gateway at(@Nullable Secret token, @Nullable Secret password, Principal caller);
    }

    /** Others. */
    interface Foreign {
        Gateway at(String url, @Nullable Secret token, @Nullable Secret password);
    }

    /**
     * @param tls whether this server speaks TLS
     * @param listening where it listens
     */
    ChosenGateways(
            Own own, Foreign foreign, BridgeConfig config, boolean tls, Supplier<List<InetSocketAddress>> listening) {
        this.own = own;
        this.foreign = foreign;
        this.config = config;
        this.tls = tls;
        this.listening = listening;
    }

    @Override
    public Gateway at(@Nullable String url, @Nullable Secret token, @Nullable Secret password, Principal caller) {
        String address = url == null ? config.gatewayUrl() : url;
        if (address.isEmpty() || isOurs(address)) {
            return own.at(token, password, caller);
        }
        boolean bringsNone = token == null && password == null;
        if (bringsNone && address.equals(config.gatewayUrl())) {
            return foreign.at(address, config.gatewayToken(), config.gatewayPassword());
        }
        return foreign.at(address, token, password);
    }

    private boolean isOurs(String address) {
        URI uri;
        try {
            uri = new URI(address.strip());
        } catch (URISyntaxException e) {
            return false; // It is refused where foreign addresses are read.
        }
        String scheme = uri.getScheme();
        String path = uri.getPath();
        boolean root = path == null || path.isEmpty() || path.equals("/");
        if (uri.getHost() == null || scheme == null || !root || uri.getRawUserInfo() != null) {
            return false;
        }
        boolean secure = scheme.equalsIgnoreCase("wss");
        if (secure != tls || !(secure || scheme.equalsIgnoreCase("ws"))) {
            return false;
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? WSS_PORT : WS_PORT;
        return listening.get().stream()
                .anyMatch(each -> each.getPort() == port && isAt(uri.getHost(), each.getAddress()));
    }

    /** Whether who connects to this host comes out at a socket that listens there. Names other than localhost are not looked up. */
    private static boolean isAt(String host, InetAddress listening) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost")) {
            return listening.isLoopbackAddress() || listening.isAnyLocalAddress();
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return address.equals(listening) || (address.isLoopbackAddress() && listening.isAnyLocalAddress());
    }
}
