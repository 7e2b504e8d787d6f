package dev.switchboard.doors.bridge;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.Gateways;
import dev.switchboard.principal.Principal;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.wire.bridge.GatewayAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the sockets and routes of the bridge share. Any thread may call. */
final class Desk {
    private final Gateways gateways;
    private final BridgeConfig config;
    private final Timings timings;
    private final BridgeListener listener;
    private final Time time;
    private final Ids ids;
    private final Set<BridgeSocket> sockets = ConcurrentHashMap.newKeySet();

    Desk(Gateways gateways, BridgeConfig config, Timings timings, BridgeListener listener, Time time, Ids ids) {
        this.gateways = gateways;
        this.config = config;
        this.timings = timings;
        this.listener = listener;
        this.time = time;
        this.ids = ids;
    }

    BridgeConfig config() {
        return config;
    }

    Timings timings() {
        return timings;
    }

    BridgeListener listener() {
        return listener;
    }

    Time time() {
        return time;
    }

    Ids ids() {
        return ids;
    }

    /** @throws dev.switchboard.problem.ProblemException for an address at which nobody may look */
    Gateway gateway(GatewayAddress address, Principal caller) {
        return gateways.at(address.url(), secret(address.token()), secret(address.password()), caller);
    }

    void enter(BridgeSocket socket) {
        sockets.add(socket);
    }

    void leave(BridgeSocket socket) {
        sockets.remove(socket);
    }

    Set<BridgeSocket> sockets() {
        return sockets;
    }

    /**
     * Tells whoever reads a session how a turn ended that its gateway says nothing about.
     *
     * @param payload of a {@code chat} event, for the session's canonical key
     */
    void conclude(GatewayAddress address, String sessionKey, Function<String, ObjectNode> payload) {
        for (BridgeSocket socket : sockets) {
            socket.conclude(address, sessionKey, payload);
        }
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null ? null : new Secret(text);
    }
}
