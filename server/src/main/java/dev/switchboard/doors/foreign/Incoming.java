package dev.switchboard.doors.foreign;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A frame that a gateway sent. */
sealed interface Incoming {

    /** Above anything that a socket takes. */
    int LONGEST_TEXT = 32 * 1024 * 1024;

    JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .build();

    /** The answer to a request; {@code payload} is empty when there was none. */
    record Response(String id, boolean ok, ObjectNode payload, ObjectNode error) implements Incoming {}

    /**
     * Something happened.
     *
     * @param payload as an object; empty when it is none
     * @param text the payload as it was sent, in UTF-8
     * @param seq the number of the frame, not that in the payload
     */
    record Event(
            String name,
            ObjectNode payload,
            byte[] text,
            @Nullable Long seq) implements Incoming {}

    /** Reads a frame; null for what is none. */
    static @Nullable Incoming read(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != '{' || bytes[1] == 0) {
            return null; // The second test keeps the parser from taking it for another encoding.
        }
        ObjectNode head = JSON.createObjectNode();
        JsonNode payload = JSON.missingNode();
        byte[] text = new byte[0];
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int begin = (int) parser.currentTokenLocation().getByteOffset();
                JsonNode value = parser.readValueAsTree();
                if (name.equals("payload")) {
                    payload = value;
                    text = Arrays.copyOfRange(
                            bytes, begin, (int) parser.currentLocation().getByteOffset());
                } else {
                    head.set(name, value);
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                return null;
            }
        } catch (JacksonException e) {
            return null;
        }
        return of(head, payload, text);
    }

    private static @Nullable Incoming of(ObjectNode head, JsonNode payload, byte[] text) {
        return switch (head.path("type").asString("")) {
            case "res" ->
                new Response(
                        head.path("id").asString(""),
                        head.path("ok").asBoolean(false),
                        object(payload),
                        object(head.path("error")));
            case "event" -> new Event(head.path("event").asString(""), object(payload), text, number(head.path("seq")));
            default -> null;
        };
    }

    static @Nullable Long number(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : JSON.createObjectNode();
    }
}
