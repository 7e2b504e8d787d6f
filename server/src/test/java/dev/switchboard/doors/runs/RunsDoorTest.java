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

class RunsDoorTest extends DoorContract {
    private final ScriptedRuns scripted =
            new ScriptedRuns(TestStorage.memory(new SystemTime()), Path.of("/"), Duration.ofSeconds(15));

    @AfterEach
    void closeRuns() throws InterruptedException {
        scripted.close();
    }

    @Override
    protected Door door() {
        return scripted.runsDoor;
    }

    @Override
    protected String guardedPath() {
        return "/api/v1/runs";
    }

    @Override
    protected String postPath() {
        return "/api/v1/runs";
    }

    @Override
    protected String unknownPath() {
        return "/api/v1/runs/x/nothing";
    }

    @Override
    protected void isRefusal(HttpResponse<String> answer) {
        JsonNode json = Json.read(answer.body());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json.get("error").stringValue()).matches("[a-z_]+");
        assertThat(json.has("details")).isTrue();
        assertThat(json.get("code").stringValue()).matches("[a-z_]+");
    }
}
