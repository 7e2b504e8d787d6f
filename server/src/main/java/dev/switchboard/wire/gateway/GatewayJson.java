package dev.switchboard.wire.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How frames are read and written: values of bounded depth and size, in which the later of two equal keys counts. */
public final class GatewayJson {
    private static final int DEPTH_MAX = 100;
    private static final int TOKENS_MAX = 500_000;
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

    private GatewayJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** A string. */
    public static JsonNode string(String text) {
        return MAPPER.getNodeFactory().stringNode(text);
    }

    /** An array of strings. */
    public static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /**
     * Reads one value.
     *
     * @throws JacksonException when it is not JSON
     */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** As {@link #read(String)}, from UTF-8. */
    public static JsonNode read(byte[] text) {
        return MAPPER.readTree(text);
    }

    /** The value of a text that may be JSON; null when it is not. */
    public static @Nullable JsonNode readOrNull(String text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            return value.isMissingNode() ? null : value;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Compact JSON. */
    public static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Compact JSON in UTF-8. */
    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }
}
