package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.time.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Composes {@code connect}. Gateways refuse unknown fields, nulls and empty texts, so what is absent is left out. */
final class ConnectParams {
    private static final String CLIENT = "gateway-client";
    private static final int MIN_PROTOCOL = 3;

    private final Access access;
    private final String version;
    private final Time time;

    ConnectParams(Access access, String version, Time time) {
        this.access = access;
        this.version = version;
        this.time = time;
    }

    /**
     * @param device absent when we do not say who we are
     * @param nonce of the challenge; absent when there was none
     */
    ObjectNode of(Way way, Secret token, Secret password, @Nullable DeviceIdentity device, @Nullable String nonce) {
        ObjectNode params = Incoming.JSON
                .createObjectNode()
                .put("minProtocol", MIN_PROTOCOL)
                .put("maxProtocol", way.maxProtocol());
        params.putObject("client")
                .put("id", CLIENT)
                .put("displayName", "Switchboard")
                .put("version", version)
                .put("platform", "java")
                .put("mode", way.role().mode());
        params.put("role", way.role().word());
        List<String> scopes = way.scopes(access);
        scopes.forEach(params.putArray("scopes")::add);
        params.putArray("caps").add("tool-events");
        if (!token.isEmpty() || !password.isEmpty()) {
            ObjectNode auth = params.putObject("auth");
            putIfPresent(auth, "token", token);
            putIfPresent(auth, "password", password);
        }
        if (device != null) {
            params.set("device", proof(way, scopes, token, device, nonce));
        }
        return params;
    }

    private ObjectNode proof(
            Way way, List<String> scopes, Secret token, DeviceIdentity device, @Nullable String nonce) {
        long signedAt = time.now().toEpochMilli();
        String signed = String.join(
                "|",
                nonce == null ? "v1" : "v2",
                device.id(),
                CLIENT,
                way.role().mode(),
                way.role().word(),
                String.join(",", scopes),
                Long.toString(signedAt),
                token.reveal());
        ObjectNode proof = Incoming.JSON
                .createObjectNode()
                .put("id", device.id())
                .put("publicKey", device.publicKey())
                .put("signature", device.sign(nonce == null ? signed : signed + "|" + nonce))
                .put("signedAt", signedAt);
        return nonce == null ? proof : proof.put("nonce", nonce);
    }

    private static void putIfPresent(ObjectNode object, String name, Secret value) {
        if (!value.isEmpty()) {
            object.put(name, value.reveal());
        }
    }
}
