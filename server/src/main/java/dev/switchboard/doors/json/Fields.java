package dev.switchboard.doors.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one JSON object by the rules of the runs protocol. A broken rule is noted and the reading goes on, so that a caller
 * hears of all of them at once; what is returned for a broken field is its default and is not used.
 */
public final class Fields {
    private static final Map<String, Boolean> TRUTHS = Map.ofEntries(
            Map.entry("true", true),
            Map.entry("t", true),
            Map.entry("yes", true),
            Map.entry("y", true),
            Map.entry("on", true),
            Map.entry("1", true),
            Map.entry("false", false),
            Map.entry("f", false),
            Map.entry("no", false),
            Map.entry("n", false),
            Map.entry("off", false),
            Map.entry("0", false));

    private final JsonNode object;
    private final List<String> path;
    private final Faults faults;

    /**
     * @param object a JSON object
     * @param path where it stands in the request
     */
    public Fields(JsonNode object, List<String> path, Faults faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
    }

    /** The fields of a body that is expected to be an object. */
    public static Fields ofBody(JsonNode body, Faults faults) {
        if (!body.isObject()) {
            faults.add(List.of(), "dict_type", "Input should be a valid dictionary", null);
            faults.throwIfAny();
        }
        return new Fields(body, List.of(), faults);
    }

    /** The field as it was sent; null when it was not. */
    @Nullable
    public JsonNode raw(String name) {
        return object.get(name);
    }

    /** Whether the field was sent with a value. */
    public boolean given(String name) {
        JsonNode value = object.get(name);
        return value != null && !value.isNull();
    }

    /** A text that must be there. */
    public Optional<String> requiredText(String name, int charsMax) {
        return object.has(name) ? text(name, charsMax, false) : missing(name);
    }

    /** A text that may be absent or null. */
    public Optional<String> text(String name, int charsMax) {
        return text(name, charsMax, true);
    }

    private Optional<String> text(String name, int charsMax, boolean nullable) {
        JsonNode value = object.get(name);
        if (value == null || (nullable && value.isNull())) {
            return Optional.empty();
        }
        if (!value.isString()) {
            return broken(name, "string_type", "Input should be a valid string", value);
        }
        String text = value.stringValue();
        if (!isUnicode(text)) {
            return broken(
                    name,
                    "string_unicode",
                    "Input should be a valid string, unable to parse raw data as a unicode string",
                    null);
        }
        if (text.length() > charsMax) {
            return broken(name, "string_too_long", "String should have at most " + charsMax + " characters", null);
        }
        return Optional.of(text);
    }

    /** The text of a path that must be there. */
    Optional<String> requiredPath(String name) {
        return object.has(name) ? path(name, false) : missing(name);
    }

    /** The text of a path that may be absent or null. */
    Optional<String> path(String name) {
        return path(name, true);
    }

    private Optional<String> path(String name, boolean nullable) {
        JsonNode value = object.get(name);
        if (value == null || (nullable && value.isNull())) {
            return Optional.empty();
        }
        return value.isString()
                ? Optional.of(value.stringValue())
                : broken(name, "path_type", "Input is not a valid path", value);
    }

    /** A boolean, or one of the numbers and words that count as one. */
    public boolean truth(String name, boolean otherwise) {
        JsonNode value = object.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1)) {
            return value.doubleValue() == 1;
        }
        Boolean word = value.isString() ? truth(value.stringValue()) : null;
        if (word != null) {
            return word;
        }
        if (value.isString() || value.isNumber()) {
            broken(name, "bool_parsing", "Input should be a valid boolean, unable to interpret input", value);
        } else {
            broken(name, "bool_type", "Input should be a valid boolean", value);
        }
        return otherwise;
    }

    /** What a word counts as; null for other words. */
    static @Nullable Boolean truth(String word) {
        return TRUTHS.get(word.toLowerCase(Locale.ROOT));
    }

    /** A whole number that may be absent or null. */
    public OptionalLong whole(String name, long min, long max) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber()) {
            broken(name, "int_type", "Input should be a valid integer", value);
            return OptionalLong.empty();
        }
        boolean fits = value.canConvertToLong();
        if (fits ? value.longValue() < min : value.bigIntegerValue().signum() < 0) {
            broken(name, "greater_than_equal", "Input should be greater than or equal to " + min, value);
            return OptionalLong.empty();
        }
        if (!fits || value.longValue() > max) {
            broken(name, "less_than_equal", "Input should be less than or equal to " + max, value);
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    /** One of some words; may be absent or null. */
    public Optional<String> word(String name, List<String> words) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return oneOf(name, words, value);
    }

    /** One of some words, which must be there. */
    public Optional<String> requiredWord(String name, List<String> words) {
        JsonNode value = object.get(name);
        return value == null ? missing(name) : oneOf(name, words, value);
    }

    private Optional<String> oneOf(String name, List<String> words, JsonNode value) {
        if (value.isString() && words.contains(value.stringValue())) {
            return Optional.of(value.stringValue());
        }
        return broken(name, "literal_error", "Input should be " + listed(words), value);
    }

    /** Words as a message lists them. */
    static String listed(List<String> words) {
        String all = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }

    /** A map of anything; absent when it was not sent. Null is not a map. */
    public Optional<JsonNode> map(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return value.isObject()
                ? Optional.of(value)
                : broken(name, "dict_type", "Input should be a valid dictionary", value);
    }

    /** The fields of an object that may be absent; all of them are absent then. */
    public Fields object(String name, String type, String msg) {
        JsonNode value = object.get(name);
        if (value != null && !value.isObject()) {
            broken(name, type, msg, value);
        }
        JsonNode inner = value != null && value.isObject() ? value : Json.object();
        return new Fields(inner, loc(name), faults);
    }

    private <T> Optional<T> missing(String name) {
        return broken(name, "missing", "Field required", null);
    }

    private <T> Optional<T> broken(String name, String type, String msg, @Nullable JsonNode value) {
        faults.add(loc(name), type, msg, value);
        return Optional.empty();
    }

    private List<String> loc(String name) {
        List<String> loc = new ArrayList<>(path);
        loc.add(name);
        return List.copyOf(loc);
    }

    /** Whether the text has no half of a surrogate pair: only then can it be written in UTF-8 and read again. */
    public static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
