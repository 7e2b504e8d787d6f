package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KEYS =
            List.of("web.port", "web.origins", "runs.timeout", "approvals.timeout", "max");

    @ParameterizedTest
    @CsvSource({
        "web.prot, web.port",
        "web.por, web.port",
        "web.portt, web.port",
        "wev.port, web.port",
        "runs.timeouts, runs.timeout",
        "origins, web.origins",
        "mx, max"
    })
    void aSlipIsSeenThrough(String word, String meant) {
        assertThat(Nearest.to(word, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"timeout", "tls", "m", "bananas", "''"})
    void whatCouldBeAnythingIsNotGuessed(String word) {
        assertThat(Nearest.to(word, KEYS)).isEmpty();
    }

    @Test
    void aVeryLongWordIsNotCompared() {
        assertThat(Nearest.to("x".repeat(100_000), List.of("x".repeat(100_001))))
                .isEmpty();
    }
}
