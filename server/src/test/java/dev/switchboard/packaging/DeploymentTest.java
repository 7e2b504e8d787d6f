package dev.switchboard.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the image and the compose file promise, as far as it can be seen without a Docker engine. */
class DeploymentTest {
    private final List<String> image = instructions();
    private final JsonNode service = new YAMLMapper()
            .readTree(Repository.root().resolve("docker-compose.yml").toFile())
            .at("/services/switchboard");

    @Test
    void theImageIsBuiltAndRunOnTemurin25() {
        assertThat(arguments("FROM")).containsExactly("eclipse-temurin:25-jdk AS build", "eclipse-temurin:25-jre");
    }

    @Test
    void theImageRunsAsNobodySpecialAndKeepsItsDataInOnePlace() {
        assertThat(last("USER")).matches("[1-9]\\d*");
        assertThat(String.join("\n", arguments("RUN")))
                .contains("useradd --system --uid " + last("USER"))
                .contains("--home-dir " + last("VOLUME"));
        assertThat(words(last("CMD"))).containsSequence("--data", last("VOLUME"));
        assertThat(image.indexOf("USER " + last("USER"))).isLessThan(image.indexOf("VOLUME " + last("VOLUME")));
    }

    @Test
    void theImageOpensTheDefaultPortsAndDemandsAToken() {
        assertThat(last("EXPOSE")).isEqualTo("9000 9001 2026 18789");
        assertThat(words(last("CMD")))
                .startsWith("serve")
                .containsSequence("--host", "0.0.0.0")
                .doesNotContain("--insecure");
    }

    @Test
    void theImageStartsTheLauncherThatItCopies() {
        assertThat(words(last("ENTRYPOINT"))).containsExactly("/opt/switchboard/switchboard");
        assertThat(last("COPY")).isEqualTo("--from=build /package /opt/switchboard");
    }

    @Test
    void theHealthCheckAsksTheServer() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "bash is not installed");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new ArrayList<>();
        int[] status = {200};
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(checkHealth(server.getAddress().getPort())).isZero();
            assertThat(asked).containsExactly("/healthz localhost");
            status[0] = 503;
            assertThat(checkHealth(server.getAddress().getPort())).isNotZero();
        } finally {
            server.stop(0);
        }
        assertThat(checkHealth(server.getAddress().getPort())).isNotZero();
    }

    @Test
    void composePublishesOnLoopbackOnlyWhatItStartsWithoutAToken() {
        assertThat(texts(service.get("command")))
                .containsSequence("--host", "0.0.0.0")
                .contains("--insecure");
        assertThat(texts(service.get("ports"))).containsExactly("127.0.0.1:9000:9000");
    }

    @Test
    void composeHandsTheModelsSettingsIn() {
        assertThat(texts(service.get("environment")))
                .contains("KIMI_BASE_URL", "KIMI_API_KEY", "KIMI_MODEL_NAME")
                .noneMatch(each -> each.contains("="));
    }

    @Test
    void composeLeavesNothingWritableButDataAndScratch() {
        assertThat(service.get("read_only").asBoolean()).isTrue();
        assertThat(texts(service.get("volumes"))).containsExactly("data:" + last("VOLUME"));
        assertThat(texts(service.get("tmpfs"))).singleElement().asString().startsWith("/tmp:exec");
        assertThat(service.get("privileged")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".mvn/jvm.config",
                ".mvn/maven.config",
                "LICENSE",
                "pom.xml",
                "benchmarks/pom.xml",
                "scripts/find-jdk",
                "scripts/make-aot",
                "scripts/mvn",
                "server/pom.xml",
                "server/src/main/java/dev/switchboard/config/Loader.java",
                "switchboard"
            })
    void whatTheImageIsMadeFromExistsAndIsSentToTheEngine(String path) throws IOException {
        assertThat(Repository.root().resolve(path)).exists();
        assertThat(isIgnored(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".env",
                "server/.env",
                ".git/config",
                "target/x",
                "server/target/switchboard.jar",
                "benchmarks/target/benchmarks.jar",
                "dist/kimi_http"
            })
    void secretsHistoryAndOutputAreNotSentToTheEngine(String path) throws IOException {
        assertThat(isIgnored(path)).isTrue();
    }

    /** As the engine decides: of the patterns that match the path or a directory above it, the last one counts. */
    private static boolean isIgnored(String path) throws IOException {
        boolean ignored = false;
        for (String line : Files.readAllLines(Repository.root().resolve(".dockerignore"))) {
            boolean exception = line.startsWith("!");
            String pattern = exception ? line.substring(1) : line;
            if (!line.isBlank() && !line.startsWith("#") && matchesItOrADirectoryAbove(pattern, Path.of(path))) {
                ignored = !exception;
            }
        }
        return ignored;
    }

    private static boolean matchesItOrADirectoryAbove(String pattern, Path path) {
        String below = pattern.startsWith("**/") ? "{" + pattern.substring(3) + "," + pattern + "}" : pattern;
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + below);
        for (Path each = path; each != null; each = each.getParent()) {
            if (matcher.matches(each)) {
                return true;
            }
        }
        return false;
    }

    private int checkHealth(int port) throws IOException, InterruptedException {
        String check = last("HEALTHCHECK");
        List<String> command = new ArrayList<>(words(check.substring(check.indexOf('['))));
        command.replaceAll(word -> word.replace("/9000", "/" + port));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    private String last(String instruction) {
        return arguments(instruction).getLast();
    }

    private List<String> arguments(String instruction) {
        return image.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    private static List<String> words(String json) {
        return texts(JsonMapper.shared().readTree(json));
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }

    /** The Dockerfile with a line for each instruction. */
    private static List<String> instructions() {
        try {
            return Files.readString(Repository.root().resolve("Dockerfile"))
                    .replaceAll("(?m)^#.*\\R", "")
                    .replaceAll("\\\\\\R\\s*", "")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
