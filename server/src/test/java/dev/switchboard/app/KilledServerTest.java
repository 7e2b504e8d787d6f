package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kills a real server with {@code kill -9} in the middle of its work, starts it again on the same data, and looks at what is left. */
@Timeout(120)
class KilledServerTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path data;

    @TempDir
    Path work;

    private static String start(ServerProcess server, Path work, String script, String more) throws Exception {
        String body = "{\"background\":true,\"work_dir\":" + JSON.writeValueAsString(work.toString()) + ",\"command\":"
                + JSON.writeValueAsString(script) + more + "}";
        var answer = server.post("/api/v1/runs", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).get("run_id").stringValue();
    }

    /** Reads lines until one matches; heartbeats are not lines of the log. */
    private static List<String> readUntil(Stream<String> lines, String part) {
        List<String> read = new ArrayList<>();
        for (String line : (Iterable<String>) lines::iterator) {
            if (line.contains("\"seq\":")) {
                read.add(line);
            }
            if (line.contains(part)) {
                return read;
            }
        }
        throw new AssertionError("no line with " + part + " in\n" + String.join("\n", read));
    }

    private static List<String> events(ServerProcess server, String run, long after) throws Exception {
        try (Stream<String> lines = server.lines("/api/v1/runs/" + run + "/events?after=" + after)) {
            return readUntil(lines, "\"type\":\"turn.completed\"");
        }
    }

    private static long seq(String line) {
        return JSON.readTree(line).get("seq").longValue();
    }

    private static String type(String line) {
        return JSON.readTree(line).get("type").stringValue();
    }

    /** Recomputes the digest as a reader does it, from nothing but the lines. */
    private static String digest(List<String> lines) throws Exception {
        byte[] hash = new byte[32];
        for (String line : lines.subList(0, lines.size() - 1)) {
            String payload = line.substring(line.indexOf("\"payload\":") + 10, line.lastIndexOf(",\"ts\":"));
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(hash);
            sha.update((seq(line) + "\n" + type(line) + "\n" + payload + "\n").getBytes(StandardCharsets.UTF_8));
            hash = sha.digest();
        }
        return HexFormat.of().formatHex(hash);
    }

    private static boolean runs(String marker) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.anyMatch(each -> commandLine(each.pid()).contains(marker));
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return ""; // It has ended meanwhile.
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    @Test
    void aRunWithAToolAtWorkGoesOnAndEndsOnce() throws Exception {
        String marker = "49" + ProcessHandle.current().pid() + ".25";
        String script = "@say Before.\n@tool Bash {\"command\":\"echo begun > begun.txt; sleep " + marker
                + "\",\"timeout\":300}\n@say After.\n@result";
        String run;
        List<String> before;
        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            run = start(server, work, script, ",\"options\":{\"yolo\":true}");
            try (Stream<String> lines = server.lines("/api/v1/runs/" + run + "/events?after=0")) {
                before = readUntil(lines, "\"type\":\"tool_call\"");
            }
            while (!Files.exists(work.resolve("begun.txt")) || !runs(marker)) {
                Thread.onSpinWait();
            }
            server.kill();
        }
        assertThat(runs(marker)).as("the command outlives the killed server").isTrue();

        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            long read = seq(before.getLast());
            List<String> after = events(server, run, read);
            assertThat(runs(marker)).as("recovery ended the command").isFalse();
            List<String> whole = new ArrayList<>(before);
            whole.addAll(after);
            assertThat(whole.stream().map(KilledServerTest::seq))
                    .containsExactlyElementsOf(
                            Stream.iterate(1L, n -> n + 1).limit(whole.size()).toList());
            assertThat(after.stream().map(KilledServerTest::type))
                    .contains("resumed")
                    .containsOnlyOnce("turn.completed");
            assertThat(after.stream().filter(line -> type(line).equals("tool_result")))
                    .singleElement()
                    .asString()
                    .contains("outcome unknown");
            JsonNode end = JSON.readTree(whole.getLast()).get("payload");
            assertThat(end.get("status").stringValue()).isEqualTo("finished");
            assertThat(end.get("digest").get("events").longValue()).isEqualTo(whole.size() - 1);
            assertThat(end.get("digest").get("sha256").stringValue()).isEqualTo(digest(whole));
            assertThat(events(server, run, 0)).isEqualTo(whole);
        }
    }

    @Test
    void anApprovalIsStillPendingAndCanBeAnsweredAfterwards() throws Exception {
        String script = "@tool WriteFile {\"path\":\"{work_dir}/note.txt\",\"content\":\"hello\"}\n@say Done.";
        String run;
        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            run = start(server, work, script, ",\"options\":{\"yolo\":false}");
            try (Stream<String> lines = server.lines("/api/v1/runs/" + run + "/events?after=0")) {
                readUntil(lines, "\"type\":\"approval_request\"");
            }
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            JsonNode pending = JSON.readTree(
                            server.get("/api/v1/runs/" + run + "/approvals").body())
                    .get("data")
                    .get(0);
            assertThat(pending.get("status").stringValue()).isEqualTo("pending");
            assertThat(Files.exists(work.resolve("note.txt"))).isFalse();
            var answer = server.post(
                    "/api/v1/runs/" + run + "/approvals/" + pending.get("id").stringValue(),
                    "{\"decision\":\"approve\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(events(server, run, 0).getLast()).contains("\"status\":\"finished\"");
            assertThat(work.resolve("note.txt")).hasContent("hello");
        }
    }

    @Test
    void aServerThatIsAskedToGoDownHandsItsRunsOver() throws Exception {
        String run;
        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            run = start(
                    server,
                    work,
                    "@tool WriteFile {\"path\":\"{work_dir}/a\",\"content\":\"\"}\n@say Done.",
                    ",\"options\":{\"yolo\":false}");
            try (Stream<String> lines = server.lines("/api/v1/runs/" + run + "/events?after=0")) {
                readUntil(lines, "\"type\":\"approval_request\"");
            }
            assertThat(server.terminate()).isIn(0, 143);
            assertThat(server.log()).noneMatch(line -> line.contains("ERROR"));
        }
        try (ServerProcess server = ServerProcess.start(data, Map.of(), "--demo")) {
            assertThat(server.get("/api/v1/runs/" + run).body()).contains("\"status\":\"");
            server.post("/api/v1/runs/" + run + "/cancel", "");
            assertThat(events(server, run, 0).getLast()).contains("\"status\":\"cancelled\"");
        }
    }
}
