package dev.switchboard.doors.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.JsonBody;
import dev.switchboard.problem.Problem;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SeedErrorsTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet(
                        "missing body",
                        problem(new Problem.InvalidRequest(
                                List.of(new Problem.Fault(List.of(), JsonBody.MISSING, "missing JSON body", null)))),
                        400,
                        "{\"error\":\"invalid_request\",\"details\":\"missing JSON body\",\"code\":\"invalid_request\"}"),
                argumentSet(
                        "faults",
                        problem(new Problem.InvalidRequest(List.of(
                                new Problem.Fault(List.of(), "model_type", "m1", null),
                                new Problem.Fault(List.of("options"), "model_type", "m2", null),
                                new Problem.Fault(List.of("options", "yolo"), "bool_parsing", "m3", "maybe")))),
                        400,
                        "{\"error\":\"invalid_request\",\"details\":["
                                + "{\"type\":\"model_type\",\"loc\":[],\"msg\":\"m1\",\"ctx\":{\"class_name\":\"RunRequest\"}},"
                                + "{\"type\":\"model_type\",\"loc\":[\"options\"],\"msg\":\"m2\",\"ctx\":{\"class_name\":\"RunOptions\"}},"
                                + "{\"type\":\"bool_parsing\",\"loc\":[\"options\",\"yolo\"],\"msg\":\"m3\",\"value\":\"maybe\"}"
                                + "],\"code\":\"invalid_request\"}"),
                argumentSet(
                        "not found",
                        problem(new Problem.NotFound("run", "x")),
                        404,
                        "{\"error\":\"not_found\",\"details\":\"run not found\",\"code\":\"not_found\"}"),
                argumentSet(
                        "conflict",
                        problem(new Problem.Conflict(
                                "already_decided",
                                "no",
                                List.of(new Problem.Fact("by", "operator"), new Problem.Fact("decision", "reject")))),
                        409,
                        "{\"error\":\"conflict\",\"details\":\"no\",\"code\":\"already_decided\",\"by\":\"operator\",\"decision\":\"reject\"}"),
                argumentSet(
                        "beyond the end",
                        problem(new Problem.BeyondEnd(9, 4)),
                        400,
                        "{\"error\":\"invalid_request\",\"details\":\"after: 9 (expected: at most last_seq, which is 4)\","
                                + "\"code\":\"after_beyond_end\",\"after\":9,\"last_seq\":4}"),
                argumentSet(
                        "no longer kept",
                        problem(new Problem.PastRetention(0, 5)),
                        410,
                        "{\"error\":\"gone\",\"details\":\"after: 0 (expected: at least 4; older events are no longer kept)\","
                                + "\"code\":\"past_retention\",\"after\":0,\"first_seq\":5}"),
                argumentSet(
                        "too busy",
                        problem(new Problem.TooBusy("full", Duration.ofSeconds(5))),
                        429,
                        "{\"error\":\"too_many_requests\",\"details\":\"full\",\"code\":\"too_busy\"}"),
                argumentSet(
                        "unavailable",
                        problem(new Problem.Unavailable("draining", Duration.ofSeconds(5))),
                        503,
                        "{\"error\":\"unavailable\",\"details\":\"draining\",\"code\":\"unavailable\"}"),
                argumentSet(
                        "unauthenticated",
                        problem(new Problem.Unauthenticated("who?", "say")),
                        401,
                        "{\"error\":\"unauthorized\",\"details\":\"who?\",\"code\":\"unauthenticated\",\"next\":\"say\"}"),
                argumentSet(
                        "forbidden",
                        problem(new Problem.Forbidden("not you", "ask")),
                        403,
                        "{\"error\":\"forbidden\",\"details\":\"not you\",\"code\":\"forbidden\",\"next\":\"ask\"}"),
                argumentSet(
                        "a bug",
                        problem(new Problem.Internal("i-1")),
                        500,
                        "{\"error\":\"internal_error\",\"details\":\"the server failed; its log has the incident i-1\","
                                + "\"code\":\"internal\",\"incident\":\"i-1\"}"),
                argumentSet(
                        "unknown path",
                        new Refusal.UnknownPath("GET", "/api/v1/runs/1/fork"),
                        404,
                        "{\"error\":\"not_found\",\"details\":\"nothing is served at /api/v1/runs/1/fork\",\"code\":\"unknown_path\"}"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalHasTheDocumentsForm(Refusal refusal, int status, String body) {
        Answer answer = SeedErrors.render(refusal);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(body + "\n");
        assertThat(answer.headers()).extracting(header -> header.value()).contains("application/json");
    }

    static Stream<Arguments> toolkitRefusals() {
        return Stream.of(
                argumentSet(
                        "method",
                        new Refusal.MethodNotAllowed("PUT", "/api/v1/runs", List.of("GET", "POST")),
                        405,
                        "method_not_allowed"),
                argumentSet("large body", new Refusal.BodyTooLarge(16_777_216), 413, "payload_too_large"),
                argumentSet("slow body", new Refusal.BodyTooSlow(Duration.ofSeconds(60)), 408, "request_timeout"),
                argumentSet("large head", new Refusal.HeadTooLarge(16_384), 431, "invalid_request"));
    }

    @ParameterizedTest
    @MethodSource("toolkitRefusals")
    void whatTheToolkitRefusesHasItToo(Refusal refusal, int status, String error) {
        Answer answer = SeedErrors.render(refusal);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(Json.read(answer.body()).get("error").stringValue()).isEqualTo(error);
        assertThat(Json.read(answer.body()).get("details").isString()).isTrue();
    }

    private static Refusal problem(Problem problem) {
        return new Refusal.Refused(problem);
    }
}
