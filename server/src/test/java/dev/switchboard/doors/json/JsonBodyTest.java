package dev.switchboard.doors.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=utf-8",
                "application/vnd.acme+json"
            })
    void theseTypesAreJson(String contentType) {
        assertThat(JsonBody.read(contentType, "{}".getBytes(UTF_8)).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "text/json", "application/jsonx", "application/x-www-form-urlencoded", "json"})
    void othersAreAMissingBody(String contentType) {
        assertThat(refusal(contentType, "{}".getBytes(UTF_8))).isEqualTo("missing JSON body");
    }

    @Test
    void nullIsAMissingBody() {
        assertThat(refusal("application/json", " null ".getBytes(UTF_8))).isEqualTo("missing JSON body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\":}",
                "{'a':1}",
                "{\"a\":1,}",
                "{} {}",
                "nul",
                "NaN",
                "Infinity",
                "\u0000",
                "{\"a\":\"\n\"}",
                "// {}"
            })
    void theseAreMalformed(String body) {
        assertThat(refusal("application/json", body.getBytes(UTF_8))).isEqualTo("malformed JSON body");
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() {
        byte[] body = {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'};

        assertThat(refusal("application/json", body)).isEqualTo("malformed JSON body");
    }

    @Test
    void theOtherUnicodeEncodingsAreUnderstood() {
        assertThat(JsonBody.read("application/json", "{\"a\":\"é\"}".getBytes(UTF_16LE))
                        .get("a")
                        .stringValue())
                .isEqualTo("é");
    }

    @Test
    void aDeepBodyIsRefusedBeforeItCostsAStack() {
        assertThat(refusal("application/json", "[".repeat(1_000_000).getBytes(UTF_8)))
                .isEqualTo("malformed JSON body");
    }

    @Test
    void aBodyOfVeryManyValuesIsRefusedBeforeItCostsMuchMemory() {
        assertThat(refusal("application/json", ("[" + "0,".repeat(1_000_000) + "0]").getBytes(UTF_8)))
                .isEqualTo("malformed JSON body");
    }

    @Test
    void aNumberOfVeryManyDigitsIsRefused() {
        assertThat(refusal("application/json", "9".repeat(10_000).getBytes(UTF_8)))
                .isEqualTo("malformed JSON body");
    }

    @Test
    void aLongTextIsTaken() {
        String text = "x".repeat(15_000_000);

        assertThat(JsonBody.read("application/json", ("\"" + text + "\"").getBytes(UTF_8))
                        .stringValue())
                .hasSize(15_000_000);
    }

    private static String refusal(String contentType, byte[] body) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> JsonBody.read(contentType, body));
        assertThat(refused).isNotNull();
        return ((Problem.InvalidRequest) refused.problem()).faults().getFirst().msg();
    }
}
