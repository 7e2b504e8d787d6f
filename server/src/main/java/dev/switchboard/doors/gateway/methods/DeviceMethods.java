package dev.switchboard.doors.gateway.methods;

import dev.switchboard.devices.Device;
import dev.switchboard.devices.Devices;
import dev.switchboard.wire.gateway.ClosedObject;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods with which people let devices in. */
final class DeviceMethods {
    private final Devices devices;

    DeviceMethods(Desk desk) {
        this.devices = desk.devices();
    }

    JsonNode list(Call call) throws InvalidParamsException {
        ClosedObject.of(call.params()).end();
        ObjectNode json = GatewayJson.object();
        ArrayNode pending = json.putArray("pending");
        devices.requests().forEach(request -> pending.add(request(request)));
        ArrayNode paired = json.putArray("paired");
        devices.list().forEach(device -> paired.add(device(device)));
        return json;
    }

    JsonNode approve(Call call) throws InvalidParamsException, MethodException {
        String id = one(call, "requestId");
        Device device = devices.approve(id).orElseThrow(() -> MethodException.invalid("unknown requestId"));
        ObjectNode json = GatewayJson.object().put("requestId", id);
        json.set("device", device(device));
        return json;
    }

    JsonNode reject(Call call) throws InvalidParamsException, MethodException {
        String id = one(call, "requestId");
        Device.Request request = devices.reject(id).orElseThrow(() -> MethodException.invalid("unknown requestId"));
        return GatewayJson.object().put("requestId", id).put("deviceId", request.device());
    }

    JsonNode remove(Call call) throws InvalidParamsException, MethodException {
        String id = one(call, "deviceId");
        if (!devices.remove(id)) {
            throw MethodException.invalid("unknown deviceId");
        }
        return GatewayJson.object().put("deviceId", id);
    }

    JsonNode revoke(Call call) throws InvalidParamsException, MethodException {
        ClosedObject params = ClosedObject.of(call.params());
        String id = params.text("deviceId");
        String role = params.text("role");
        params.end();
        if (!devices.revoke(id, role)) {
            throw MethodException.invalid("unknown deviceId/role");
        }
        return GatewayJson.object().put("deviceId", id).put("role", role);
    }

    private static String one(Call call, String name) throws InvalidParamsException {
        ClosedObject params = ClosedObject.of(call.params());
        String value = params.text(name);
        params.end();
        return value;
    }

    private static ObjectNode request(Device.Request request) {
        ObjectNode json = about(request.about())
                .put("requestId", request.id())
                .put("deviceId", request.device())
                .put("publicKey", request.key())
                .put("role", request.role())
                .put("ts", request.at().toEpochMilli());
        json.set("scopes", GatewayJson.texts(request.scopes()));
        return json;
    }

    private static ObjectNode device(Device device) {
        ObjectNode json = about(device.about())
                .put("deviceId", device.id())
                .put("publicKey", device.key())
                .put("createdAtMs", device.pairedAt().toEpochMilli())
                .put("lastSeenAtMs", device.seenAt().toEpochMilli());
        Map<String, Device.Grant> grants = new TreeMap<>(device.grants());
        json.set("roles", GatewayJson.texts(grants.keySet()));
        ArrayNode tokens = json.putArray("tokens");
        grants.forEach((role, grant) -> tokens.addObject()
                .put("role", role)
                .put("createdAtMs", grant.at().toEpochMilli())
                .set("scopes", GatewayJson.texts(grant.scopes())));
        return json;
    }

    private static ObjectNode about(Device.About about) {
        ObjectNode json = GatewayJson.object();
        if (!about.name().isEmpty()) {
            json.put("displayName", about.name());
        }
        return json.put("platform", about.platform()).put("clientId", about.client());
    }
}
