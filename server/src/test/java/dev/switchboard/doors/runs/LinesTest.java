package dev.switchboard.doors.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.json.Json;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.StreamId;
import dev.switchboard.signals.Delta;
import dev.switchboard.signals.Frame;
import dev.switchboard.signals.ItemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LinesTest {
    private static final Instant AT = Instant.parse("2025-11-19T07:15:23.512Z");

    private final Lines ndjson = new Lines(Framing.NDJSON);
    private final Lines sse = new Lines(Framing.SSE);

    @Test
    void anEventIsOneCompactLineInTheOrderOfTheContract() {
        String line = text(ndjson.of(entry(7, "turn.started", "{}")));

        assertThat(line)
                .isEqualTo(
                        "{\"run_id\":\"7c6\",\"type\":\"turn.started\",\"payload\":{},\"ts\":\"2025-11-19T07:15:23.512Z\",\"seq\":7}\n");
    }

    @Test
    void aFullSecondHasItsMillisecondsToo() {
        Entry entry = new Entry(new StreamId("run", "7c6"), 1, Instant.parse("2025-11-19T07:15:23Z"), "x", 1, "null");

        assertThat(text(ndjson.of(entry))).contains("\"ts\":\"2025-11-19T07:15:23.000Z\"");
    }

    @Test
    void thePayloadIsNotTouched() {
        String payload = "{\"b\" : 1.0e0,\"text\":\"深 \\u6df1 \\/ 😀\",\"a\":null}";

        String line = text(ndjson.of(entry(1, "x", payload)));

        int from = line.indexOf("\"payload\":") + "\"payload\":".length();
        assertThat(line.substring(from, line.lastIndexOf(",\"ts\":"))).isEqualTo(payload);
    }

    @Test
    void aServerSentEventCarriesTheSameLine() {
        Entry entry = entry(7, "item.completed", "{\"item\":1}");

        assertThat(text(sse.of(entry)))
                .isEqualTo("id: 7\nevent: item.completed\ndata: " + text(ndjson.of(entry)) + "\n");
    }

    @Test
    void aDeltaHasNoNumber() {
        Delta delta = new Delta("i\"1", ItemKind.TOOL_ARGUMENTS, 12, "a\n\"\u0001深😀");

        JsonNode line = Json.read(text(ndjson.of("7c6", delta, AT)));

        assertThat(line.propertyNames()).containsExactly("run_id", "type", "payload", "ts");
        assertThat(line.get("type").stringValue()).isEqualTo("item.delta");
        assertThat(line.get("payload"))
                .isEqualTo(Json.object()
                        .put("item_id", "i\"1")
                        .put("kind", "tool_arguments")
                        .put("offset", 12)
                        .put("delta", "a\n\"\u0001深😀"));
        assertThat(text(sse.of("7c6", delta, AT)))
                .startsWith("event: item.delta\ndata: {\"run_id\"")
                .endsWith("}\n\n");
    }

    @Test
    void aHeartbeatTellsThePosition() {
        assertThat(text(ndjson.heartbeat("7c6", 41, AT)))
                .isEqualTo(
                        "{\"run_id\":\"7c6\",\"type\":\"heartbeat\",\"payload\":{\"after\":41},\"ts\":\"2025-11-19T07:15:23.512Z\"}\n");
        assertThat(text(sse.heartbeat("7c6", 41, AT)))
                .startsWith("event: heartbeat\ndata: {")
                .endsWith("}\n\n");
    }

    @Test
    void severalFramesAreWrittenAsOne() {
        Entry first = entry(1, "a", "{}");
        Delta delta = new Delta("i", ItemKind.TEXT, 0, "hello");
        Entry second = entry(2, "b", "null");

        byte[] written =
                ndjson.of("7c6", List.of(new Frame.Event(first), new Frame.Spoken(delta), new Frame.Event(second)), AT);

        assertThat(text(written))
                .isEqualTo(text(ndjson.of(first)) + text(ndjson.of("7c6", delta, AT)) + text(ndjson.of(second)));
    }

    @Test
    void readersOfTheSameEntryShareItsBytes() {
        Entry entry = entry(1, "a", "{}");

        assertThat(ndjson.of(entry)).isSameAs(ndjson.of(entry));
    }

    @Test
    void entriesThatAreEqualAreNotTakenForEachOther() {
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(entry(i, "a", "{\"i\":" + i + "}"));
        }

        many.forEach(ndjson::of);

        assertThat(many)
                .allSatisfy(entry -> assertThat(text(ndjson.of(entry))).contains("{\"i\":" + entry.seq() + "}"));
    }

    private static Entry entry(long seq, String type, String payload) {
        return new Entry(new StreamId("run", "7c6"), seq, AT, type, 1, payload);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
