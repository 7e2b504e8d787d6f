package dev.switchboard.doors.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON in a form that two equal values share, whatever the order of their keys and their white space. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** SHA-256 of the canonical form, in lower-case hex. */
    public static String fingerprint(JsonNode value) {
        try {
            byte[] text = Json.text(sorted(value)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                fields.put(field.getKey(), sorted(field.getValue()));
            }
            ObjectNode object = Json.object();
            fields.forEach(object::set);
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = Json.array();
            value.forEach(each -> array.add(sorted(each)));
            return array;
        }
        return value;
    }
}
