package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Outcome;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SystemTime;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was told of a run is told again, byte for byte, by a server that was started later. */
class DurableLinesTest {
    private static final String RUNS = "/api/v1/runs";

    @TempDir
    private Path data;

    @Test
    void linesAreTheSameAfterARestart() throws Exception {
        String told;
        String id;
        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            server.agents.on("odd", host -> {
                ScriptedAgents.say(host, 1, "深 \"quoted\" \u2028 \\ 😀 <b> 1.0e3");
                return new Outcome.Finished();
            });
            HttpResponse<String> answer = server.post(RUNS, RunsServer.body("odd"));
            told = answer.body();
            id = answer.headers().firstValue("X-Run-Id").orElseThrow();
        }

        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            assertThat(server.get(RUNS + "/" + id + "/events").body()).isEqualTo(told);
            assertThat(told).contains("turn.completed");
        }
    }

    @Test
    void aKeyStillNamesItsRunAfterARestart() throws Exception {
        String body = RunsServer.body("go");
        String told;
        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            told = server.post(RUNS, body, "Idempotency-Key", "k").body();
        }

        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            HttpResponse<String> again = server.post(RUNS, body, "Idempotency-Key", "k");
            assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
            assertThat(again.body()).isEqualTo(told);
        }
    }

    @Test
    void anApprovalIsStillPendingAfterARestart() throws Exception {
        RunId id;
        String pending;
        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            id = server.start("ask", "\"options\": {\"yolo\": false}");
            server.await(id, "approval_request");
            pending = server.get("/api/v1/approvals?status=pending").body();
        }

        try (RunsServer server = new RunsServer(TestStorage.sqlite(data, new SystemTime()), data)) {
            assertThat(server.get("/api/v1/approvals?status=pending").body()).isEqualTo(pending);
            String approval = Json.read(pending).at("/data/0/id").stringValue();
            HttpResponse<String> decided =
                    server.post(RUNS + "/" + id + "/approvals/" + approval, "{\"decision\": \"reject\"}");
            assertThat(decided.statusCode()).isEqualTo(200);
        }
    }
}
