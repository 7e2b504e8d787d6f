package dev.switchboard.runs.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    private static final DateTimeFormatter JDK = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
        "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.999Z",
        "2026-11-20T04:05:06.007Z, 2026-11-20T04:05:06.007Z",
        "1969-12-31T23:59:59.001Z, 1969-12-31T23:59:59.001Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.990Z, 9999-12-31T23:59:59.990Z"
    })
    void timesHaveMillisecondsThatAreCutAndNotRounded(String instant, String written) {
        assertThat(Wording.time(Instant.parse(instant))).isEqualTo(written);
    }

    @Test
    void timesAreWrittenAsTheJdkWritesThem() {
        Duration step = Duration.ofDays(17).plusSeconds(40_123).plusNanos(987_654_321);
        Instant end = Instant.parse("2150-01-01T00:00:00Z");
        for (Instant each = Instant.parse("1890-01-01T00:00:00Z"); each.isBefore(end); each = each.plus(step)) {
            assertThat(Wording.time(each)).isEqualTo(JDK.format(each));
        }
    }
}
