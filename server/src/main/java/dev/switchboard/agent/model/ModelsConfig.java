package dev.switchboard.agent.model;

import dev.switchboard.agent.model.ModelChoice.Capability;
import dev.switchboard.agent.model.ModelChoice.Price;
import dev.switchboard.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models and their providers as somebody wrote them down: the shape of {@code config.json} of the runs protocol, of which the
 * product's own configuration takes the same keys. Unknown keys and unknown capabilities are ignored. Every model names a provider
 * that is there, and so does the default.
 *
 * @param defaultModel an alias; empty when there is none
 * @param models by alias
 * @param loop absent when nothing is said about it
 */
public record ModelsConfig(
        String defaultModel,
        Map<String, Model> models,
        Map<String, Provider> providers,
        @Nullable Loop loop) {
    public static final ModelsConfig EMPTY = new ModelsConfig("", Map.of(), Map.of(), null);

    private static final int MAX_FILE_BYTES = 1 << 20;

    public ModelsConfig {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    }

    /**
     * A model of a provider.
     *
     * @param model the provider's id
     * @param maxContextSize in tokens
     * @param capabilities as configured; what follows from the model's id is not in it
     */
    public record Model(
            String provider,
            String model,
            long maxContextSize,
            Set<Capability> capabilities,
            @Nullable Price price) {
        public Model {
            capabilities = Set.copyOf(capabilities);
        }
    }

    /**
     * Where models are.
     *
     * @param baseUrl without a trailing slash, which is taken off here; empty for the scripted model
     * @param customHeaders sent with every call
     */
    public record Provider(Type type, String baseUrl, Secret apiKey, Map<String, String> customHeaders) {
        public Provider {
            try {
                baseUrl = Endpoint.baseUrl("base_url", baseUrl);
                apiKey = Endpoint.apiKey("api_key", apiKey.reveal());
            } catch (ModelConfigException e) {
                throw new IllegalArgumentException(e.getMessage());
            }
            customHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(customHeaders));
        }

        /** Without the texts of the headers, which may be secrets. */
        @Override
        public String toString() {
            return "Provider[" + type + " at " + baseUrl + ", headers " + customHeaders.keySet() + "]";
        }
    }

    /** The kinds of providers that a file may name. */
    public enum Type {
        KIMI,
        OPENAI_LEGACY,
        OPENAI_RESPONSES,
        ANTHROPIC,
        _CHAOS,
        SCRIPTED;

        /** How such a provider is spoken to; empty for kinds that this server does not speak. */
        Optional<ModelChoice.Provider> spoken() {
            return switch (this) {
                case KIMI -> Optional.of(ModelChoice.Provider.KIMI);
                case OPENAI_LEGACY -> Optional.of(ModelChoice.Provider.OPENAI_LEGACY);
                case SCRIPTED -> Optional.of(ModelChoice.Provider.SCRIPTED);
                case OPENAI_RESPONSES, ANTHROPIC, _CHAOS -> Optional.empty();
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Bounds of an agent's loop: the steps of a run, and the attempts at one step. */
    public record Loop(int maxStepsPerRun, int maxRetriesPerStep) {
        public static final Loop DEFAULT = new Loop(100, 3);
    }

    /**
     * Reads a JSON file of at most 1 MiB.
     *
     * @throws ModelConfigException when it is not there, is no JSON or breaks a rule
     */
    public static ModelsConfig read(Path file) throws ModelConfigException {
        JsonNode root;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new ModelConfigException(
                        "Invalid configuration file: more than " + MAX_FILE_BYTES + " bytes (expected: fewer)");
            }
            root = JsonMapper.shared().readTree(bytes);
        } catch (IOException e) {
            throw new ModelConfigException("Configuration file cannot be read: " + file);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation(); // Its own message may quote a key.
            throw new ModelConfigException("Invalid JSON in configuration file: "
                    + (place == null
                            ? "it cannot be parsed"
                            : "line " + place.getLineNr() + ", column " + place.getColumnNr()));
        }
        return read(root);
    }

    /**
     * Reads the keys {@code default_model}, {@code models}, {@code providers} and {@code loop_control} of an object; dashes may stand for
     * the underscores.
     *
     * @throws ModelConfigException when it breaks a rule
     */
    public static ModelsConfig read(JsonNode root) throws ModelConfigException {
        Fields top = Fields.of("", root);
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : top.entries("providers")) {
            providers.put(entry.getKey(), provider(Fields.of("providers." + entry.getKey(), entry.getValue())));
        }
        Map<String, Model> models = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : top.entries("models")) {
            Fields fields = Fields.of("models." + entry.getKey(), entry.getValue());
            Model model = model(fields);
            if (!providers.containsKey(model.provider())) {
                throw fields.invalid("provider", "a name in providers");
            }
            models.put(entry.getKey(), model);
        }
        String defaultModel = top.text("default_model", "");
        if (!defaultModel.isEmpty() && !models.containsKey(defaultModel)) {
            throw top.invalid("default_model", "a name in models");
        }
        return new ModelsConfig(defaultModel, models, providers, loop(top));
    }

    private static Provider provider(Fields fields) throws ModelConfigException {
        Type type = null;
        for (Type each : Type.values()) {
            if (each.word().equals(fields.text("type"))) {
                type = each;
            }
        }
        if (type == null) {
            throw fields.invalid("type", "kimi, openai_legacy or scripted");
        }
        boolean reached = type != Type.SCRIPTED;
        String baseUrl = reached ? fields.text("base_url") : fields.text("base_url", "");
        String key = reached ? fields.text("api_key") : fields.text("api_key", "");
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : fields.entries("custom_headers")) {
            if (!header.getValue().isString()
                    || !Endpoint.isHeader(header.getKey(), header.getValue().asString())) {
                throw fields.invalid("custom_headers." + header.getKey(), "a header and its text");
            }
            headers.put(header.getKey(), header.getValue().asString());
        }
        return new Provider(
                type,
                Endpoint.baseUrl(fields.path("base_url"), baseUrl),
                Endpoint.apiKey(fields.path("api_key"), key),
                headers);
    }

    private static Model model(Fields fields) throws ModelConfigException {
        return new Model(
                fields.text("provider"),
                fields.text("model"),
                fields.number("max_context_size", 1, Long.MAX_VALUE),
                capabilities(fields),
                price(fields));
    }

    private static Set<Capability> capabilities(Fields fields) throws ModelConfigException {
        JsonNode list = fields.node("capabilities");
        if (list == null) {
            return Set.of();
        }
        if (!list.isArray()) {
            throw fields.invalid("capabilities", "a list");
        }
        Set<Capability> capabilities = new LinkedHashSet<>();
        for (JsonNode each : list) {
            capability(each.asString("")).ifPresent(capabilities::add);
        }
        return capabilities;
    }

    /** The capability of this name, in any case; empty for others. */
    static Optional<Capability> capability(String name) {
        for (Capability each : Capability.values()) {
            if (each.name().equalsIgnoreCase(name.strip())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Price price(Fields model) throws ModelConfigException {
        JsonNode node = model.node("price");
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of(model.path("price"), node);
        try {
            return new Price(
                    fields.amount("prompt"),
                    fields.amount("completion"),
                    fields.node("cached") == null ? null : fields.amount("cached"),
                    fields.text("currency", "USD"));
        } catch (IllegalArgumentException e) {
            throw new ModelConfigException("Invalid configuration file: " + model.path("price") + "." + e.getMessage());
        }
    }

    private static @Nullable Loop loop(Fields top) throws ModelConfigException {
        JsonNode node = top.node("loop_control");
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of("loop_control", node);
        return new Loop(
                fields.node("max_steps_per_run") == null
                        ? Loop.DEFAULT.maxStepsPerRun()
                        : (int) fields.number("max_steps_per_run", 1, 1_000_000),
                fields.node("max_retries_per_step") == null
                        ? Loop.DEFAULT.maxRetriesPerStep()
                        : (int) fields.number("max_retries_per_step", 1, 100));
    }

    /** An object of the file and where it is, for errors that name the place and never the value. */
    private record Fields(String at, JsonNode object) {

        static Fields of(String at, JsonNode node) throws ModelConfigException {
            if (!node.isObject()) {
                throw invalidAt(at.isEmpty() ? "the file" : at, "an object");
            }
            return new Fields(at, node);
        }

        @Nullable
        JsonNode node(String name) {
            JsonNode node = object.get(name);
            if (node == null) {
                node = object.get(name.replace('_', '-'));
            }
            return node == null || node.isNull() ? null : node;
        }

        Iterable<Map.Entry<String, JsonNode>> entries(String name) throws ModelConfigException {
            JsonNode node = node(name);
            return node == null ? Set.of() : of(path(name), node).object.properties();
        }

        String text(String name) throws ModelConfigException {
            JsonNode node = node(name);
            if (node == null || !node.isString()) {
                throw invalid(name, "text");
            }
            return node.asString();
        }

        String text(String name, String absent) throws ModelConfigException {
            return node(name) == null ? absent : text(name);
        }

        long number(String name, long min, long max) throws ModelConfigException {
            JsonNode node = node(name);
            if (node == null
                    || !node.isIntegralNumber()
                    || !node.canConvertToLong()
                    || node.asLong() < min
                    || node.asLong() > max) {
                throw invalid(name, "a whole number of at least " + min);
            }
            return node.asLong();
        }

        BigDecimal amount(String name) throws ModelConfigException {
            JsonNode node = node(name);
            if (node == null || !node.isNumber() || node.decimalValue().signum() < 0) {
                throw invalid(name, "an amount of at least 0");
            }
            return node.decimalValue();
        }

        String path(String name) {
            return at.isEmpty() ? name : at + "." + name;
        }

        ModelConfigException invalid(String name, String expected) {
            return invalidAt(path(name), expected);
        }

        private static ModelConfigException invalidAt(String place, String expected) {
            return new ModelConfigException("Invalid configuration file: " + place + " (expected: " + expected + ")");
        }
    }
}
