package dev.switchboard.testing;

import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.ScriptedGateway.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The first words between a gateway and a client: challenge, {@code connect}, {@code hello-ok} or a refusal. */
final class GatewayWelcome {
    static final String NONCE = "5d1c3b0e-5a0d-4a55-9f0a-000000000001";

    private static final Set<String> PARAMS = Set.of(
            "minProtocol",
            "maxProtocol",
            "client",
            "role",
            "scopes",
            "caps",
            "commands",
            "permissions",
            "pathEnv",
            "auth",
            "device",
            "locale",
            "userAgent");
    private static final Set<String> CLIENT =
            Set.of("id", "version", "platform", "mode", "displayName", "deviceFamily", "modelIdentifier", "instanceId");
    private static final Set<String> IDS = Set.of("gateway-client", "node-host", "webchat", "cli", "test");
    private static final Set<String> MODES = Set.of("webchat", "cli", "ui", "backend", "node", "probe", "test");
    private static final HexFormat HEX = HexFormat.of();

    /** What stands before the raw key in the X.509 encoding of an Ed25519 key. */
    private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");

    private GatewayWelcome() {}

    static void challenge(GatewayClient client) {
        client.sendEvent(
                "connect.challenge",
                ScriptedGateway.JSON.createObjectNode().put("nonce", NONCE).put("ts", 1),
                null);
    }

    /** Answers {@code connect}; false when the client was sent away. */
    static boolean welcomes(ScriptedGateway gateway, Request request) {
        if (!request.method().equals("connect")) {
            return away(request, "INVALID_REQUEST", "invalid handshake: first request must be connect");
        }
        ObjectNode said = request.params();
        String wrong = wrong(said);
        if (wrong != null) {
            return away(request, "INVALID_REQUEST", "invalid connect params: " + wrong);
        }
        int protocol = gateway.flavor.protocol;
        if (said.path("minProtocol").asInt() > protocol
                || said.path("maxProtocol").asInt() < protocol) {
            request.error("INVALID_REQUEST", "protocol mismatch");
            request.client().close(1002, "protocol mismatch");
            return false;
        }
        String code = gateway.door.refusalCode;
        if (code != null) {
            return away(request, code, gateway.door.refusalMessage);
        }
        boolean node = said.path("role").asString("operator").equals("node");
        if (gateway.door.nodesOnly && !node) {
            return away(request, "INVALID_REQUEST", "invalid role");
        }
        return known(gateway, request, said) && welcome(gateway, request, said, node);
    }

    private static boolean known(ScriptedGateway gateway, Request request, ObjectNode said) {
        JsonNode device = said.path("device");
        String token = said.path("auth").path("token").asString("");
        boolean mayLackDevice = !gateway.door.deviceDemanded
                && !(said.path("role").asString("").equals("node") && gateway.flavor == Flavor.G9);
        if (!device.isObject() && (token.isEmpty() || !mayLackDevice)) {
            return away(request, "NOT_PAIRED", "device identity required");
        }
        if (device.isObject()) {
            String wrong = wrongProof(said, device);
            if (wrong != null) {
                return away(request, "INVALID_REQUEST", wrong);
            }
        }
        return authorized(gateway, request, said, token, device);
    }

    private static boolean authorized(
            ScriptedGateway gateway, Request request, ObjectNode said, String token, JsonNode device) {
        ScriptedGateway.Door door = gateway.door;
        boolean byDevice = device.isObject() && token.equals(door.deviceToken);
        if (!byDevice && door.token != null && !door.token.equals(token)) {
            return away(
                    request,
                    "INVALID_REQUEST",
                    token.isEmpty()
                            ? "unauthorized: gateway token missing (provide gateway auth token)"
                            : "unauthorized: gateway token mismatch (provide gateway auth token)");
        }
        String password = said.path("auth").path("password").asString("");
        if (!byDevice && door.password != null && !door.password.equals(password)) {
            return away(request, "INVALID_REQUEST", "unauthorized: gateway password mismatch (enter the password)");
        }
        if (!byDevice && device.isObject() && door.pairingDemanded) {
            return away(request, "NOT_PAIRED", "pairing required");
        }
        return true;
    }

    private static boolean welcome(ScriptedGateway gateway, Request request, ObjectNode said, boolean node) {
        ScriptedGateway.Door door = gateway.door;
        ObjectNode hello = ScriptedGateway.JSON.createObjectNode().put("type", "hello-ok");
        hello.put("protocol", gateway.flavor.protocol);
        hello.putObject("server").put("version", "2026").put("connId", "c" + gateway.accepted());
        hello.putObject("features").putArray("methods").add("chat.send");
        ObjectNode snapshot = hello.putObject("snapshot");
        snapshot.putArray("presence");
        snapshot.putObject("health");
        snapshot.put("uptimeMs", door.uptimeMs);
        snapshot.putObject("sessionDefaults")
                .put("defaultAgentId", door.defaultAgent)
                .put("mainKey", door.mainKey)
                .put("mainSessionKey", "agent:" + door.defaultAgent + ":" + door.mainKey);
        hello.putObject("policy")
                .put("maxPayload", gateway.maxPayload())
                .put("maxBufferedBytes", 1_572_864)
                .put("tickIntervalMs", door.tickIntervalMs);
        boolean issues = door.deviceToken != null && said.path("device").isObject();
        if (gateway.flavor == Flavor.G9 || issues) {
            ObjectNode auth = hello.putObject("auth").put("role", node ? "node" : "operator");
            request.client().scopes().forEach(auth.putArray("scopes")::add);
            if (issues) {
                auth.put("deviceToken", door.deviceToken);
            }
        }
        // Events may overtake the welcome.
        request.client().sendEvent("presence", ScriptedGateway.object("{\"presence\":[]}"), null);
        request.ok(hello);
        request.client().sendEvent("health", ScriptedGateway.object("{\"ok\":true}"), null);
        return true;
    }

    private static boolean away(Request request, String code, String message) {
        ObjectNode error =
                ScriptedGateway.JSON.createObjectNode().put("code", code).put("message", message);
        if (message.equals("pairing required")) {
            error.putObject("details").put("requestId", "pair-1");
        }
        request.error(error);
        request.client().close(1008, message.length() > 120 ? message.substring(0, 120) : message);
        return false;
    }

    private static @Nullable String wrong(ObjectNode said) {
        for (String name : said.propertyNames()) {
            JsonNode value = said.path(name);
            if (!PARAMS.contains(name)) {
                return "at root: unexpected property '" + name + "'";
            }
            if (value.isNull() || (value.isString() && value.asString().isEmpty())) {
                return "at /" + name + ": must not be empty";
            }
        }
        JsonNode client = said.path("client");
        if (!CLIENT.containsAll(client.propertyNames())) {
            return "at /client: unexpected property";
        }
        if (!IDS.contains(client.path("id").asString(""))
                || !MODES.contains(client.path("mode").asString(""))) {
            return "at /client: must be equal to one of the allowed values";
        }
        if (client.path("version").asString("").isEmpty()
                || client.path("platform").asString("").isEmpty()) {
            return "at /client: version and platform are required";
        }
        for (JsonNode each : said.path("auth").values()) {
            if (!each.isString() || each.asString().isEmpty()) {
                return "at /auth: must be text";
            }
        }
        return null;
    }

    /** What is wrong with the device's proof; null when nothing is. */
    private static @Nullable String wrongProof(ObjectNode said, JsonNode device) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(device.path("publicKey").asString(""));
            String id = HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
            if (raw.length != 32 || !id.equals(device.path("id").asString(""))) {
                return "device identity mismatch";
            }
            boolean v2 = device.has("nonce");
            if (v2 && !device.path("nonce").asString("").equals(NONCE)) {
                return "device nonce mismatch";
            }
            List<String> fields = new java.util.ArrayList<>(List.of(
                    v2 ? "v2" : "v1",
                    id,
                    said.path("client").path("id").asString(),
                    said.path("client").path("mode").asString(),
                    said.path("role").asString("operator"),
                    String.join(",", ScriptedGateway.texts(said.path("scopes"))),
                    device.path("signedAt").asString(),
                    said.path("auth").path("token").asString("")));
            if (v2) {
                fields.add(NONCE);
            }
            byte[] encoded = java.util.Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + raw.length);
            System.arraycopy(raw, 0, encoded, X509_PREFIX.length, raw.length);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(String.join("|", fields).getBytes(StandardCharsets.UTF_8));
            byte[] given =
                    Base64.getUrlDecoder().decode(device.path("signature").asString(""));
            return signature.verify(given) ? null : "device signature invalid";
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return "device signature invalid";
        }
    }
}
