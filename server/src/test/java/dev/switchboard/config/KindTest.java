package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0s",
        "90, 90000, 1m30s",
        "500ms, 500, 500ms",
        "15s, 15000, 15s",
        "1h30m, 5400000, 1h30m",
        "7d, 604800000, 7d",
        "1d2h3m4s5ms, 93784005, 1d2h3m4s5ms"
    })
    void spansAreReadAndWritten(String text, long milliseconds, String written) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(milliseconds));
        assertThat(Durations.print(Durations.parse(text))).isEqualTo(written);
        assertThat(Durations.parse(written)).isEqualTo(Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "-5s", "1.5s", "10 m", "m", "1m1h", "9999999999999", "PT5M", "1w"})
    void whatIsNoSpanIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0B",
        "100, 100, 100B",
        "100b, 100, 100B",
        "64KiB, 65536, 64KiB",
        "10MB, 10000000, 10MB",
        "1 gib, 1073741824, 1GiB",
        "2048, 2048, 2KiB",
        "8589934591GiB, 9223372035781033984, 8589934591GiB"
    })
    void sizesAreReadAndWritten(String text, long bytes, String written) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
        assertThat(ByteSize.parse(text)).hasToString(written);
        assertThat(ByteSize.parse(written)).isEqualTo(ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MB", "MB", "10 apples", "8589934592GiB", "99999999999999999999"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "YES, true", "on, true", "1, true", "False, false", "no, false", "off, false", "0, false"
    })
    void truthHasManyWords(String text, boolean truth) {
        assertThat(kind(boolean.class).parse(text)).isEqualTo(truth);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused(boolean.class, "maybe");
        assertRefused(int.class, "2147483648");
        assertRefused(int.class, "1.0");
        assertRefused(long.class, "");
        assertRefused(double.class, "NaN");
        assertRefused(java.net.URI.class, "/relative");
        assertRefused(java.net.URI.class, "http://[");
        assertRefused(java.nio.file.Path.class, "a\0b");
    }

    @Test
    void aTypeThatNobodyKnowsHasNoKind() {
        assertThat(Kind.of(Object.class)).isNull();
    }

    private static void assertRefused(Class<?> type, String text) {
        assertThatIllegalArgumentException()
                .as(text)
                .isThrownBy(() -> kind(type).parse(text));
    }

    private static Kind kind(Class<?> type) {
        Kind kind = Kind.of(type);
        assertThat(kind).isNotNull();
        return kind;
    }
}
