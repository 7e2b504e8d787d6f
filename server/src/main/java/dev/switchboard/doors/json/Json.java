package dev.switchboard.doors.json;

import dev.switchboard.web.Answer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How doors read and write JSON: values of bounded depth and size, in which the later of two equal keys counts. */
public final class Json {
    private static final int DEPTH_MAX = 100;
    private static final int TOKENS_MAX = 100_000;
    private static final int NUMBER_DIGITS_MAX = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxTokenCount(TOKENS_MAX)
                            .maxNumberLength(NUMBER_DIGITS_MAX)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Reads one value; a missing node when there is nothing but white space. */
    public static JsonNode read(byte[] text) {
        return MAPPER.readTree(text);
    }

    /** Reads one value that we wrote ourselves. */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** Compact text on one line. */
    public static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A whole answer. */
    public static Answer answer(int status, JsonNode value) {
        return Answer.json(status, text(value) + "\n");
    }
}
