package dev.switchboard.doors.gateway;

import dev.switchboard.doors.gateway.methods.Access;
import dev.switchboard.principal.Principal;
import dev.switchboard.wire.gateway.ConnectParams;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that was let in.
 *
 * @param connection names the connection
 * @param deviceId absent when it showed no key
 * @param method how it showed who it is: {@code none}, {@code token}, {@code password} or {@code device-token}
 * @param deviceToken what it is to show the next time; absent when it was given none now
 */
record Member(
        String connection,
        Dialect dialect,
        Principal principal,
        String role,
        List<String> scopes,
        Set<String> caps,
        ConnectParams.Client client,
        @Nullable String deviceId,
        String method,
        @Nullable String deviceToken,
        Instant since) {
    Member {
        scopes = List.copyOf(scopes);
        caps = Set.copyOf(caps);
    }

    boolean isNode() {
        return role.equals(Access.NODE_ROLE);
    }

    /** Whether it can show tools. */
    boolean showsTools() {
        return caps.contains("tool-events");
    }

    /** A row of the list of those who are here. */
    ObjectNode presence() {
        String name = client.displayName() == null ? client.id() : client.displayName();
        ObjectNode json = GatewayJson.object()
                .put("host", name)
                .put("version", client.version())
                .put("platform", client.platform());
        put(json, "deviceFamily", client.deviceFamily());
        put(json, "modelIdentifier", client.modelIdentifier());
        json.put("mode", client.mode())
                .put("reason", "connect")
                .put("text", name + " (" + client.mode() + ")")
                .put("ts", since.toEpochMilli());
        put(json, "deviceId", deviceId);
        json.putArray("roles").add(role);
        json.set("scopes", GatewayJson.texts(scopes));
        put(json, "instanceId", client.instanceId());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    @Override
    public String toString() {
        return "Member[" + connection + "]"; // Its token must not be seen.
    }
}
