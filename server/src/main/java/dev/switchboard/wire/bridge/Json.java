package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the bridge protocol reads and writes JSON: values of bounded depth, in which the later of two equal members counts. */
public final class Json {
    private static final int DEPTH_MAX = 100;
    private static final int NUMBER_DIGITS_MAX = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
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

    public static ArrayNode list() {
        return MAPPER.createArrayNode();
    }

    /**
     * Reads one value; a missing node when there is nothing but white space.
     *
     * @throws MalformedException when it is not JSON
     */
    public static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedException("not JSON");
        }
    }

    /** As {@link #read(byte[])}. */
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedException("not JSON");
        }
    }

    /** Compact text on one line. */
    public static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Whether the value counts as not there: absent, null, false, zero or an empty text. */
    public static boolean nothing(@Nullable JsonNode value) {
        return value == null
                || value.isMissingNode()
                || value.isNull()
                || (value.isString() && value.stringValue().isEmpty())
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0);
    }

    /**
     * A member that is a text; null when it is absent or null.
     *
     * @throws MalformedException when it is something else, or too long
     */
    public static @Nullable String text(JsonNode object, String name, int charsMax) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new MalformedException(name + ": not a text (expected: a text)");
        }
        String text = value.stringValue();
        if (text.length() > charsMax) {
            throw new MalformedException(
                    name + ": " + text.length() + " characters (expected: at most " + charsMax + ")");
        }
        return text;
    }

    /**
     * A member that is a whole number; null when it is absent or null.
     *
     * @throws MalformedException when it is something else, or out of bounds
     */
    public static @Nullable Long number(JsonNode object, String name, long least, long most) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        if (!whole || value.longValue() < least || value.longValue() > most) {
            throw new MalformedException(
                    name + ": out of bounds (expected: a whole number from " + least + " to " + most + ")");
        }
        return value.longValue();
    }

    /**
     * A member that is true or false; null when it is absent or null.
     *
     * @throws MalformedException when it is something else
     */
    public static @Nullable Boolean flag(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new MalformedException(name + ": neither true nor false (expected: one of them)");
        }
        return value.booleanValue();
    }
}
