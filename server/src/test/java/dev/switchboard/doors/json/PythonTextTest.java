package dev.switchboard.doors.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Python's {@code str} gives for each of these; written down from that program. */
class PythonTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | True",
                "false | False",
                "null | None",
                "0 | 0",
                "-7 | -7",
                "123456789012345678901234567890 | 123456789012345678901234567890",
                "1.0 | 1.0",
                "0.1 | 0.1",
                "-0.0 | -0.0",
                "0.0001 | 0.0001",
                "0.00001 | 1e-05",
                "0.000012345 | 1.2345e-05",
                "1e15 | 1000000000000000.0",
                "1e16 | 1e+16",
                "1.5e16 | 1.5e+16",
                "123456789012345678.0 | 1.2345678901234568e+17",
                "12345.678 | 12345.678",
                "1e100 | 1e+100",
                "1e-300 | 1e-300",
                "1.7976931348623157e308 | 1.7976931348623157e+308",
                "1e999 | inf",
                "-1e999 | -inf",
                "\"plain 'text'\" | plain 'text'",
                "[] | []",
                "{} | {}",
                "[1, null, [true]] | [1, None, [True]]",
                "{\"a\": 1.0, \"b\": {\"c\": \"d\"}} | {'a': 1.0, 'b': {'c': 'd'}}",
                "[\"it's\"] | [\"it's\"]",
                "[\"it's \\\"so\\\"\"] | ['it\\'s \"so\"']",
                "[\"a\\n\\t\\r\\\\\"] | ['a\\n\\t\\r\\\\']",
                "[\"\\u0000\\u007f\\u00a0\\u200b\"] | ['\\x00\\x7f\\xa0\\u200b']",
                "[\"é 深 \\ud83d\\ude00\"] | ['é 深 😀']",
                "[\"\\udb40\\udc01\"] | ['\\U000e0001']"
            })
    void valuesPrintAsInPython(String json, String text) {
        assertThat(PythonText.of(Json.read(json))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t\n\u000b\f\r",
                "\u001c\u001d\u001e\u001f",
                "\u0085\u00a0",
                "\u1680\u2000\u2007\u2028\u2029\u202f\u205f\u3000"
            })
    void theseAreBlank(String text) {
        assertThat(PythonText.isBlank(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " x ", "\u200b", "\u0000", "\ufeff"})
    void theseAreNot(String text) {
        assertThat(PythonText.isBlank(text)).isFalse();
    }
}
