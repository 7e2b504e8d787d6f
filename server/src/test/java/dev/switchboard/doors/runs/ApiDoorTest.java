package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.json.Json;
import dev.switchboard.testing.DoorContract;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Door;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

class ApiDoorTest extends DoorContract {
    private final ScriptedRuns scripted =
            new ScriptedRuns(TestStorage.memory(new SystemTime()), Path.of("/"), Duration.ofSeconds(15));

    @AfterEach
    void closeRuns() throws InterruptedException {
        scripted.close();
    }

    @Override
    protected Door door() {
        return scripted.apiDoor;
    }

    @Override
    protected String guardedPath() {
        return "/api/v1/status";
    }

    @Override
    protected String postPath() {
        return "/api/v1/models/k2/test";
    }

    @Override
    protected String unknownPath() {
        return "/api/v1/nothing";
    }

    @Override
    protected void isRefusal(HttpResponse<String> answer) {
        JsonNode json = Json.read(answer.body());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json.get("status").intValue()).isEqualTo(answer.statusCode());
        assertThat(json.get("title").isString()).isTrue();
        assertThat(json.get("code").stringValue()).matches("[a-z_]+");
    }
}
