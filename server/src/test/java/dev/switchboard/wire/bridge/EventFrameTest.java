package dev.switchboard.wire.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EventFrameTest {

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 9, 10, 99, 100, 4096, 1_000_000, Integer.MAX_VALUE, 99_999_999_999L, Long.MAX_VALUE, -1})
    void numbersAreWrittenAsTheyAre(long number) {
        JsonNode frame = frame("chat", number, number, number, false, false);
        assertThat(frame.get("bseq").longValue()).isEqualTo(number);
        assertThat(frame.get("cursor").longValue()).isEqualTo(number);
        assertThat(frame.get("seq").longValue()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "agent", "", "ä \"quoted\" \\ \n", "presence"})
    void everyNameIsText(String name) {
        assertThat(frame(name, 1, 2, 3L, true, true).get("event").stringValue()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void marksAreThereOrNot(boolean marked) {
        JsonNode frame = frame("agent", 1, 2, null, marked, marked);
        assertThat(frame.has("replayed")).isEqualTo(marked);
        assertThat(frame.has("synthetic")).isEqualTo(marked);
        assertThat(frame.has("seq")).isFalse();
        assertThat(frame.get("payload").get("x").booleanValue()).isTrue();
    }

    private static JsonNode frame(
            String name, long bseq, long cursor, @Nullable Long seq, boolean replayed, boolean synthetic) {
        byte[] head = EventFrame.head(name, bseq, cursor, seq, replayed, synthetic);
        return Json.read(new String(head, StandardCharsets.UTF_8) + "{\"x\":true}"
                + new String(EventFrame.tail(), StandardCharsets.UTF_8));
    }
}
