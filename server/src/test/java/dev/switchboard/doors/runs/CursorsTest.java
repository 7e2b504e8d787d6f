package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.RunStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorsTest {

    @Test
    void aCursorIsReadAsItWasWritten() {
        Instant at = Instant.parse("2026-03-01T10:20:30.456Z");

        String text = Cursors.text(new RunStore.Cursor(at, "7c6:é"));

        assertThat(text).matches("[A-Za-z0-9_-]+");
        assertThat(Cursors.read(text)).isEqualTo(new RunStore.Cursor(at, "7c6:é"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!!", "MTIz", "MTIzOg", "Onh4", "eDp5", "OTk5OTk5OTk5OTk5OTk5OTk5OTk6eA"})
    void whatIsNotOursIsRefused(String text) {
        assertThatThrownBy(() -> Cursors.read(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void aVeryLongCursorIsRefused() {
        assertThatThrownBy(() -> Cursors.read(Cursors.text(new RunStore.Cursor(Instant.EPOCH, "x".repeat(10_000)))))
                .isInstanceOf(ProblemException.class);
    }
}
