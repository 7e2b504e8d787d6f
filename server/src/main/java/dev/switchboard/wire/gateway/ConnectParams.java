package dev.switchboard.wire.gateway;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of itself first.
 *
 * @param minProtocol the oldest protocol that it speaks
 * @param role any word; absent for {@code operator}
 * @param scopes what it wants to do; absent when it does not say
 * @param caps what it can show, such as {@code tool-events}
 * @param commands what a node can do
 */
public record ConnectParams(
        long minProtocol,
        long maxProtocol,
        Client client,
        @Nullable String role,
        @Nullable List<String> scopes,
        List<String> caps,
        List<String> commands,
        Map<String, Boolean> permissions,
        @Nullable String pathEnv,
        @Nullable Auth auth,
        @Nullable Device device,
        @Nullable String locale,
        @Nullable String userAgent) {

    public static final String OPERATOR = "operator";
    public static final String NODE = "node";

    /** The programs that the protocol knows; anybody else calls itself {@code gateway-client}. */
    public static final Set<String> CLIENT_IDS = Set.of(
            "webchat-ui",
            "openclaw-control-ui",
            "openclaw-browser-copilot",
            "openclaw-tui",
            "webchat",
            "cli",
            "gateway-client",
            "openclaw-macos",
            "openclaw-linux",
            "openclaw-ios",
            "openclaw-watchos",
            "openclaw-android",
            "node-host",
            "test",
            "fingerprint",
            "openclaw-probe");

    public static final Set<String> CLIENT_MODES = Set.of("webchat", "cli", "ui", "backend", "node", "probe", "test");

    /** The program. */
    public record Client(
            String id,
            @Nullable String displayName,
            String version,
            String platform,
            @Nullable String deviceFamily,
            @Nullable String modelIdentifier,
            String mode,
            @Nullable String instanceId) {}

    /**
     * What it knows. Nothing of it may be seen.
     *
     * @param deviceToken what an earlier {@code hello-ok} gave it; older clients send it as the token
     */
    public record Auth(
            @Nullable String token,
            @Nullable String password,
            @Nullable String deviceToken) {
        @Override
        public String toString() {
            return "Auth[***]";
        }
    }

    /**
     * The proof that it holds a key.
     *
     * @param id hash of the public key
     * @param signature over {@link DeviceText}
     * @param signedAt milliseconds
     * @param nonce of the challenge
     */
    public record Device(
            String id,
            String publicKey,
            String signature,
            long signedAt,
            @Nullable String nonce) {}

    public String roleOrOperator() {
        return role == null ? OPERATOR : role;
    }

    /**
     * Reads parameters.
     *
     * @throws InvalidParamsException when they do not have the form
     */
    public static ConnectParams read(@Nullable JsonNode params) throws InvalidParamsException {
        ClosedObject object = ClosedObject.of(params).also("computerUse", "workerRuns", "modelCatalog");
        List<String> caps = object.optionalTexts("caps");
        List<String> commands = object.optionalTexts("commands");
        ConnectParams read = new ConnectParams(
                object.whole("minProtocol", 1),
                object.whole("maxProtocol", 1),
                client(object.object("client")),
                object.optionalText("role"),
                object.optionalTexts("scopes"),
                caps == null ? List.of() : caps,
                commands == null ? List.of() : commands,
                object.flags("permissions"),
                object.optional("pathEnv"),
                auth(object.optionalObject("auth")),
                device(object.optionalObject("device")),
                object.optional("locale"),
                object.optional("userAgent"));
        object.end();
        return read;
    }

    /** As it is sent. */
    public ObjectNode json() {
        ObjectNode json = GatewayJson.object().put("minProtocol", minProtocol).put("maxProtocol", maxProtocol);
        ObjectNode who = json.putObject("client").put("id", client.id);
        put(who, "displayName", client.displayName);
        who.put("version", client.version).put("platform", client.platform);
        put(who, "deviceFamily", client.deviceFamily);
        put(who, "modelIdentifier", client.modelIdentifier);
        who.put("mode", client.mode);
        put(who, "instanceId", client.instanceId);
        put(json, "role", role);
        if (scopes != null) {
            json.set("scopes", GatewayJson.texts(scopes));
        }
        json.set("caps", GatewayJson.texts(caps));
        if (!commands.isEmpty()) {
            json.set("commands", GatewayJson.texts(commands));
        }
        if (auth != null) {
            ObjectNode known = json.putObject("auth");
            put(known, "token", auth.token);
            put(known, "password", auth.password);
            put(known, "deviceToken", auth.deviceToken);
        }
        if (device != null) {
            ObjectNode proof = json.putObject("device")
                    .put("id", device.id)
                    .put("publicKey", device.publicKey)
                    .put("signature", device.signature)
                    .put("signedAt", device.signedAt);
            put(proof, "nonce", device.nonce);
        }
        put(json, "locale", locale);
        put(json, "userAgent", userAgent);
        return json;
    }

    private static Client client(ClosedObject object) {
        Client client = new Client(
                object.word("id", CLIENT_IDS),
                object.optionalText("displayName"),
                object.text("version"),
                object.text("platform"),
                object.optionalText("deviceFamily"),
                object.optionalText("modelIdentifier"),
                object.word("mode", CLIENT_MODES),
                object.optionalText("instanceId"));
        object.also("buildId", "timeZone").close();
        return client;
    }

    private static @Nullable Auth auth(@Nullable ClosedObject object) {
        if (object == null) {
            return null;
        }
        Auth auth = new Auth(object.optional("token"), object.optional("password"), object.optional("deviceToken"));
        object.also("bootstrapToken", "approvalRuntimeToken", "agentRuntimeIdentityToken")
                .close();
        return auth;
    }

    private static @Nullable Device device(@Nullable ClosedObject object) {
        if (object == null) {
            return null;
        }
        Device device = new Device(
                object.text("id"),
                object.text("publicKey"),
                object.text("signature"),
                object.whole("signedAt", 0),
                object.optionalText("nonce"));
        object.close();
        return device;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
