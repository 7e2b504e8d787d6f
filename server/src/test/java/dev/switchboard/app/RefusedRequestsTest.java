package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SystemTime;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code POST /runs} refuses before a stream begins, and in which form. */
@Timeout(60)
class RefusedRequestsTest {
    private static final String OK = "\"command\":\"c\",\"work_dir\":\"/\"";

    @TempDir
    static Path root;

    private static WholeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new WholeServer(root, new SystemTime());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static JsonNode refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode body = WholeServer.JSON.readTree(answer.body());
        assertThat(body.get("error").stringValue()).isEqualTo("invalid_request");
        assertThat(server.provider.requests()).isEmpty();
        return body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded"})
    void contentThatIsNotJsonIsAMissingBody(String type) throws Exception {
        var request = server.request("/api/v1/runs").POST(BodyPublishers.ofString("{" + OK + "}"));
        HttpResponse<String> answer = server.send(type.isEmpty() ? request : request.header("Content-Type", type));

        assertThat(refused(answer).get("details").stringValue()).isEqualTo("missing JSON body");
    }

    @Test
    void nullIsAMissingBody() throws Exception {
        assertThat(refused(server.post("/api/v1/runs", "null")).get("details").stringValue())
                .isEqualTo("missing JSON body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"command\":}", "{} {}"})
    void whatIsNoJsonIsMalformed(String body) throws Exception {
        assertThat(refused(server.post("/api/v1/runs", body)).get("details").stringValue())
                .isEqualTo("malformed JSON body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"go\"", "7"})
    void whatIsNoObjectHasADetail(String body) throws Exception {
        assertThat(refused(server.post("/api/v1/runs", body)).get("details"))
                .hasToString("[{\"type\":\"model_type\",\"loc\":[],\"msg\":\"Input should be a valid dictionary or"
                        + " instance of RunRequest\",\"ctx\":{\"class_name\":\"RunRequest\"}}]");
    }

    static Stream<Arguments> rules() {
        String text = "Input should be a valid string";
        String bool = "Input should be a valid boolean";
        return Stream.of(
                Arguments.of("{\"work_dir\":\"/\"}", "[\"command\"]", "missing", "Field required"),
                Arguments.of("{\"command\":\"c\"}", "[\"work_dir\"]", "missing", "Field required"),
                Arguments.of(with("\"command\":5"), "[\"command\"]", "string_type", text),
                Arguments.of(with("\"model_name\":[]"), "[\"model_name\"]", "string_type", text),
                Arguments.of(with("\"work_dir\":5"), "[\"work_dir\"]", "path_type", "Input is not a valid path"),
                Arguments.of(with("\"agent_file\":{}"), "[\"agent_file\"]", "path_type", "Input is not a valid path"),
                Arguments.of(with("\"env\":[]"), "[\"env\"]", "dict_type", "Input should be a valid dictionary"),
                Arguments.of(
                        with("\"options\":null"),
                        "[\"options\"]",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunOptions"),
                Arguments.of(
                        with("\"options\":{\"yolo\":\"maybe\"}"),
                        "[\"options\",\"yolo\"]",
                        "bool_parsing",
                        bool + ", unable to interpret input"),
                Arguments.of(
                        with("\"stream\":2"), "[\"stream\"]", "bool_parsing", bool + ", unable to interpret input"),
                Arguments.of(with("\"stream\":null"), "[\"stream\"]", "bool_type", bool),
                Arguments.of(
                        with("\"command\":\" \\n\\t\\u3000\""),
                        "[\"command\"]",
                        "value_error",
                        "Value error, command cannot be empty"),
                Arguments.of(
                        with("\"work_dir\":\"/a\\u0000b\""),
                        "[\"work_dir\"]",
                        "value_error",
                        "Value error, this cannot be a path"),
                Arguments.of(
                        with("\"work_dir\":\"~nobody-of-that-name/x\""),
                        "[\"work_dir\"]",
                        "value_error",
                        "Value error, no home directory is known for this user"));
    }

    /** A request in which a later field replaces an equal one. */
    private static String with(String field) {
        return "{" + OK + "," + field + "}";
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aBrokenRuleIsNamed(String body, String loc, String type, String msg) throws Exception {
        JsonNode details = refused(server.post("/api/v1/runs", body)).get("details");

        assertThat(details.size()).isOne();
        assertThat(details.get(0).get("loc")).hasToString(loc);
        assertThat(details.get(0).get("type").stringValue()).isEqualTo(type);
        assertThat(details.get(0).get("msg").stringValue()).isEqualTo(msg);
        assertThat(details.get(0).has("input")).isFalse();
        assertThat(details.get(0).has("url")).isFalse();
    }

    @Test
    void noSecretOfTheRequestComesBack() throws Exception {
        ObjectNode request = WholeServer.JSON.createObjectNode().put("work_dir", 5);
        request.putObject("env").put("KIMI_API_KEY", "sk-sesame");

        HttpResponse<String> answer = server.post("/api/v1/runs", request.toString());

        assertThat(refused(answer).get("details").size()).isEqualTo(2);
        assertThat(answer.body()).doesNotContain("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/no/such/directory", "/etc/passwd"})
    void aWorkDirectoryThatIsNoneIsRefused(String path) throws Exception {
        assertThat(field(with("\"work_dir\":\"" + path + "\""))).isEqualTo("work_dir");
    }

    @Test
    void anUnknownModelIsRefusedWithTheKnownOnes() throws Exception {
        HttpResponse<String> answer = server.post("/api/v1/runs", with("\"model_name\":\"gpt-9\""));

        JsonNode detail = refused(answer).get("details").get(0);
        assertThat(detail.get("loc")).hasToString("[\"model_name\"]");
        assertThat(detail.get("msg").stringValue()).contains("k2", "plain");
    }

    @Test
    void aConfigurationThatIsNotThereIsRefusedAndNotMade() throws Exception {
        Path file = root.resolve("not-there.json");

        assertThat(field(with("\"config_file\":\"" + file + "\""))).isEqualTo("config_file");
        assertThat(file).doesNotExist();
    }

    private static @Nullable String field(String body) throws Exception {
        JsonNode details = refused(server.post("/api/v1/runs", body)).get("details");
        return details.get(0).get("loc").get(0).stringValue();
    }

    @Test
    void aBodyOverSixteenMebibytesIsRefused() throws Exception {
        HttpResponse<String> answer = server.post("/api/v1/runs", with("\"command\":\"" + "x".repeat(16 << 20) + "\""));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(WholeServer.JSON.readTree(answer.body()).get("error").stringValue())
                .isEqualTo("payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/v1/runs/nobody", "POST /api/v1/runs/nobody/cancel", "GET /api/v1/runs/a/b/c"})
    void whatIsNotThereIsNotFound(String request) throws Exception {
        HttpResponse<String> answer = sent(request);

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode body = WholeServer.JSON.readTree(answer.body());
        assertThat(body.get("error").stringValue()).isEqualTo("not_found");
        assertThat(body.get("details").isString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE /api/v1/runs", "POST /api/v1/health", "GET /api/v1/runs/a/cancel"})
    void anotherMethodIsNotAllowed(String request) throws Exception {
        HttpResponse<String> answer = sent(request);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).isPresent();
        assertThat(WholeServer.JSON.readTree(answer.body()).get("error").stringValue())
                .isEqualTo("method_not_allowed");
    }

    private static HttpResponse<String> sent(String request) throws Exception {
        String[] words = request.split(" ", 2);
        return server.send(server.request(words[1]).method(words[0], BodyPublishers.noBody()));
    }
}
