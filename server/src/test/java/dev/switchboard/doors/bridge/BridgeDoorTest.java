package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.DoorContract;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Door;
import dev.switchboard.wire.bridge.Json;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

class BridgeDoorTest extends DoorContract {
    @Override
    protected Door door() {
        return new BridgeDoor(
                new FakeGateways(), BridgeConfig.defaults(), BridgeListener.NONE, new SystemTime(), new RandomIds());
    }

    @Override
    protected String guardedPath() {
        return "/openclaw/status";
    }

    @Override
    protected String postPath() {
        return "/openclaw/chat";
    }

    @Override
    protected String unknownPath() {
        return "/openclaw/messages";
    }

    @Override
    protected void isRefusal(HttpResponse<String> answer) {
        JsonNode json = Json.read(answer.body());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json.get("error").stringValue()).isNotBlank();
        if (answer.statusCode() != 404) {
            assertThat(json.get("success").booleanValue()).isFalse();
            assertThat(json.get("code").stringValue()).matches("[A-Z_]+");
        }
    }
}
