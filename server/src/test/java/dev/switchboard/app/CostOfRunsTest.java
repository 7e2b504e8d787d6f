package dev.switchboard.app;

import static dev.switchboard.testing.ChatReply.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SystemTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a run costs, from the configured price to its lines. */
@Timeout(60)
class CostOfRunsTest {
    @TempDir
    private Path root;

    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(root, new SystemTime());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void callsAndRunsTellWhatTheyCost() throws Exception {
        server.provider
                .reply(chat().call("c1", "Glob", "{\"pattern\":\"*\"}")
                        .usage("{\"prompt_tokens\":100,\"completion_tokens\":3,\"cached_tokens\":40}"))
                .reply(chat().say("Nothing.").usage(200, 4));

        List<JsonNode> lines = server.lines("count");

        assertThat(WholeServer.payloads(lines, "usage"))
                .extracting(usage -> usage.get("cost").toString())
                .containsExactly(
                        "{\"amount\":\"0.000328\",\"currency\":\"CNY\"}",
                        "{\"amount\":\"0.000864\",\"currency\":\"CNY\"}");
        String whole = "{\"amount\":\"0.001192\",\"currency\":\"CNY\"}";
        assertThat(WholeServer.payload(lines, "turn.completed").get("usage").get("cost"))
                .hasToString(whole);
        JsonNode run = server.run(lines.getFirst().get("run_id").stringValue());
        assertThat(run.get("usage").get("cost")).hasToString(whole);
    }

    @Test
    void withoutAPriceNoCostIsTold() throws Exception {
        server.provider.reply(chat().say("Yes.").usage(200, 4));

        List<JsonNode> lines = server.lines(server.command("well?").put("model_name", "plain"));

        assertThat(WholeServer.payload(lines, "usage").has("cost")).isFalse();
        assertThat(WholeServer.payload(lines, "turn.completed").get("usage").has("cost"))
                .isFalse();
    }
}
