package dev.switchboard.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A map in an agent file, with answers that name the place. A key without a value counts as absent.
 *
 * @param path of the map, with a dot at its end; empty for the top
 */
record YamlMap(JsonNode node, String path) {
    private static final int MAX_SHOWN = 100;

    static YamlMap top(JsonNode node) throws PreparationException {
        return of(node, "");
    }

    void onlyKeys(Set<String> keys) throws PreparationException {
        for (String key : node.propertyNames()) {
            if (!keys.contains(key)) {
                throw new PreparationException(path + Excerpt.of(key, MAX_SHOWN) + " is unknown (expected: "
                        + String.join(", ", keys.stream().sorted().toList()) + ")");
            }
        }
    }

    boolean has(String key) {
        return given(key) != null;
    }

    YamlMap map(String key) throws PreparationException {
        return of(required(key), path + key);
    }

    /** A scalar, as text. */
    String text(String key) throws PreparationException {
        return text(required(key), path + key);
    }

    /** The scalars of a list, as texts. */
    List<String> texts(String key) throws PreparationException {
        JsonNode list = required(key);
        if (!list.isArray()) {
            throw new PreparationException(path + key + ": " + shown(list) + " (expected: a list)");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list) {
            texts.add(text(element, path + key));
        }
        return texts;
    }

    /** All that the map holds, which must be scalars. */
    Map<String, String> texts() throws PreparationException {
        Map<String, String> texts = new HashMap<>();
        for (String key : node.propertyNames()) {
            texts.put(key, text(key));
        }
        return texts;
    }

    boolean isEmpty() {
        return node.isEmpty();
    }

    private static YamlMap of(JsonNode node, String path) throws PreparationException {
        if (!node.isObject()) {
            throw new PreparationException(
                    (path.isEmpty() ? "the agent file" : path) + ": " + shown(node) + " (expected: a map)");
        }
        return new YamlMap(node, path.isEmpty() ? "" : path + ".");
    }

    private JsonNode required(String key) throws PreparationException {
        @Nullable JsonNode value = given(key);
        if (value == null) {
            throw new PreparationException(path + key + " is missing");
        }
        return value;
    }

    private @Nullable JsonNode given(String key) {
        @Nullable JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private static String text(JsonNode value, String where) throws PreparationException {
        if (!value.isValueNode() || value.isNull()) {
            throw new PreparationException(where + ": " + shown(value) + " (expected: text)");
        }
        return value.asString();
    }

    private static String shown(JsonNode value) {
        if (value.isObject()) {
            return "a map";
        }
        if (value.isArray()) {
            return "a list";
        }
        return value.isNull() || value.isMissingNode() ? "nothing" : Excerpt.of(value.asString(), MAX_SHOWN);
    }
}
