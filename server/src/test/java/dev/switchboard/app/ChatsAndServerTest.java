package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chats as people hold them on the command line, against a real server with the scripted model. */
@Timeout(180)
class ChatsAndServerTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    static Path data;

    @TempDir
    Path dir;

    private static ServerProcess server;

    @BeforeAll
    static void serve() throws Exception {
        server = ServerProcess.start(data, Map.of(), "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void aSessionIsSpokenInNamedExportedAndArchived() throws Exception {
        CommandProcess said = command("chat", "garden", "-m", "@say 你好");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo("你好\n");

        assertThat(command("sessions", "rename", "garden", "Kitchen").exit()).isZero();
        assertThat(command("chat", "kitchen", "-m", "@say again").out()).isEqualTo("again\n");
        assertThat(command("sessions", "ls").out()).contains("garden").contains("Kitchen");
        assertThat(command("sessions", "export", "Kitchen").out())
                .startsWith("# Kitchen\n\n## user · ")
                .contains("你好\n\n## user")
                .endsWith("again\n");
        assertThat(command("sessions", "archive", "kitchen").exit()).isZero();
        assertThat(command("sessions", "ls").out()).doesNotContain("garden");
        assertThat(command("sessions", "archive", "--undo", "garden").exit()).isZero();
        assertThat(command("sessions", "show", "garden").out()).contains("Kitchen");
    }

    @Test
    void howATurnEndsIsTheExitCode() throws Exception {
        assertThat(command("chat", "ends", "-m", "@fail 401").exit()).isEqualTo(1);
        assertThat(command("chat", "waits", "-m", "@tool Bash {\"command\":\"echo 1 > x\"}")
                        .exit())
                .isEqualTo(8);
    }

    @Test
    void aKilledServerLosesNoWordAndDoublesNone(@TempDir Path ownData) throws Exception {
        ServerProcess first = ServerProcess.start(ownData, Map.of(), "--demo");
        URI address = first.address();
        String script = "@slow 60\n@say one two three four\n@tool Glob {\"pattern\":\"*\"}\n"
                + "@slow 60\n@say five six seven eight nine ten eleven twelve";
        Process talking = CommandProcess.builder(
                        dir, address.toString(), "chat", "k", "-m", script, "-o", "ndjson", "--deltas")
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = talking.inputReader(StandardCharsets.UTF_8)) {
            while (lines.isEmpty() || !lines.getLast().contains("five six")) {
                lines.add(out.readLine());
            }
            first.kill();
            try (ServerProcess second = ServerProcess.start(ownData, address.getPort(), Map.of(), "--demo")) {
                assertThat(second.address().getPort()).isEqualTo(address.getPort());
                out.lines().forEach(lines::add);
                assertThat(talking.waitFor()).isZero();
            }
        } finally {
            first.close();
            talking.destroyForcibly();
        }

        JsonNode end = JSON.readTree(lines.getLast());
        assertThat(end.get("type").stringValue()).isEqualTo("turn.completed");
        assertThat(end.get("text").stringValue())
                .isEqualTo("one two three four\n\nfive six seven eight nine ten eleven twelve");
        assertThat(lines.stream().filter(line -> line.contains("\"phase\":\"result\"")))
                .hasSize(1);
        assertThat(Files.readString(dir.resolve(CommandProcess.ERR))).contains("connected again");
    }

    @Test
    void aSocketIsLines() throws Exception {
        CommandProcess socket = command("ws", "--linger", "1s");

        assertThat(socket.exit()).as(socket.err()).isZero();
        assertThat(socket.out()).startsWith("{\"type\":\"connected\"}\n");
    }

    private CommandProcess command(String... words) throws Exception {
        return CommandProcess.run(dir, server.address().toString(), words);
    }
}
