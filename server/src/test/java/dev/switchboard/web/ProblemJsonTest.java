package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.Problem.Conflict;
import dev.switchboard.problem.Problem.Fact;
import dev.switchboard.problem.Problem.Fault;
import dev.switchboard.web.Refusal.MethodNotAllowed;
import dev.switchboard.web.Refusal.Refused;
import dev.switchboard.web.Refusal.UnknownPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemJsonTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void anUnknownPathSaysItInBothDialects() {
        JsonNode json = json(new UnknownPath("GET", "/nowhere"));
        assertThat(json.get("status").intValue()).isEqualTo(404);
        assertThat(json.get("code").stringValue()).isEqualTo("unknown_path");
        assertThat(json.get("title").stringValue()).isEqualTo("Not Found");
        assertThat(json.get("error").stringValue()).isEqualTo("not found");
        assertThat(json.get("path").stringValue()).isEqualTo("/nowhere");
        assertThat(json.get("method").stringValue()).isEqualTo("GET");
    }

    @Test
    void itsTypeIsProblemJson() {
        Answer answer = ProblemJson.render(new MethodNotAllowed("PUT", "/a", List.of("GET", "HEAD")));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsExactly(new Exchange.Header("Content-Type", "application/problem+json"));
    }

    @Test
    void aProblemCarriesItsCodeAndWhatToDoNext() {
        JsonNode json = json(new Refused(new Problem.Unauthenticated("a token is needed", "send it")));
        assertThat(json.get("status").intValue()).isEqualTo(401);
        assertThat(json.get("code").stringValue()).isEqualTo("unauthenticated");
        assertThat(json.get("detail").stringValue()).isEqualTo("a token is needed");
        assertThat(json.get("next").stringValue()).isEqualTo("send it");
    }

    @Test
    void brokenRulesAreListed() {
        JsonNode json = json(new Refused(new Problem.InvalidRequest(
                List.of(new Fault(List.of("budget", "steps"), "value_error", "too many", "9")))));
        JsonNode error = json.get("errors").get(0);
        assertThat(error.get("loc").get(1).stringValue()).isEqualTo("steps");
        assertThat(error.get("value").stringValue()).isEqualTo("9");
    }

    @Test
    void factsOfAConflictAreFields() {
        JsonNode json = json(new Refused(new Conflict("answered", "too late", List.of(new Fact("by", "operator")))));
        assertThat(json.get("status").intValue()).isEqualTo(409);
        assertThat(json.get("by").stringValue()).isEqualTo("operator");
    }

    @Test
    void theLimitOfTheCallerIs429AndThatOfTheServer503() {
        assertThat(ProblemJson.status(new Problem.TooBusy("", Duration.ofSeconds(1))))
                .isEqualTo(429);
        assertThat(ProblemJson.status(new Problem.Unavailable("", Duration.ofSeconds(1))))
                .isEqualTo(503);
    }

    private static JsonNode json(Refusal refusal) {
        return JSON.readTree(new String(ProblemJson.render(refusal).body(), StandardCharsets.UTF_8));
    }
}
