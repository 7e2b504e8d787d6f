package dev.switchboard.agent.tool;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the arguments of one tool. The schema is compiled by {@link #compile} or at the first call, since a server that starts needs none. Any thread may use
 * it.
 */
final class Arguments {
    private static final int MAX_ERRORS = 5;
    private static final int MAX_TEXT = 1_000;

    private final String schemaText;
    private volatile @Nullable Schema schema;

    Arguments(String schemaText) {
        this.schemaText = schemaText;
    }

    /**
     * Turns what a model wrote into an object that fits the schema. Empty text counts as an empty object.
     *
     * @throws Refused when it is not JSON or does not fit; the answer tells the model where, and quotes no value
     */
    ObjectNode read(String text) {
        JsonNode value = parse(text);
        if (!(value instanceof ObjectNode object)) {
            throw refused(
                    "validating",
                    "expected an object, got " + value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        List<Error> errors = schema().validate(object);
        if (!errors.isEmpty()) {
            throw refused(
                    "validating",
                    errors.stream()
                            .limit(MAX_ERRORS)
                            .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                            .collect(Collectors.joining("; ")));
        }
        return object;
    }

    /** Makes the first {@link #read} as quick as the others. */
    void compile() {
        schema().validate(JsonMapper.shared().createObjectNode());
    }

    private static JsonNode parse(String text) {
        if (text.isBlank()) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw refused("parsing", e.getOriginalMessage());
        }
    }

    private Schema schema() {
        Schema compiled = schema;
        if (compiled == null) {
            compiled = Schemas.REGISTRY.getSchema(schemaText);
            schema = compiled;
        }
        return compiled;
    }

    private static Refused refused(String doing, String why) {
        String text = why.length() > MAX_TEXT ? why.substring(0, MAX_TEXT) + "..." : why;
        return new Refused("Error " + doing + " JSON arguments: " + text, "Invalid arguments");
    }

    /** Loaded with the first call. */
    private static final class Schemas {
        static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(
                        SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
    }
}
