package dev.switchboard.agent.model;

import dev.switchboard.agent.model.ModelChoice.Capability;
import dev.switchboard.agent.model.ModelChoice.Tuning;
import dev.switchboard.config.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model from the configuration, and what the environments change about it: first the process, then the request. A key that
 * somebody configured for one address is not sent to another that somebody else brought, and neither are configured headers.
 */
final class ModelEnv {
    private static final String MASK = "******";
    private static final int MAX_NAME = 200;

    private final Models.Picked picked;
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private final Set<String> ignored = new TreeSet<>();
    private String baseUrl;
    private Secret apiKey;
    private Map<String, String> headers;
    private String model;
    private long maxContext;
    private Set<Capability> capabilities;
    private Tuning tuning = Tuning.NONE;

    ModelEnv(Models.Picked picked) {
        this.picked = picked;
        this.baseUrl = picked.provider().baseUrl();
        this.apiKey = picked.provider().apiKey();
        this.headers = picked.provider().customHeaders();
        this.model = picked.model().model();
        this.maxContext = picked.model().maxContextSize();
        this.capabilities = picked.model().capabilities();
    }

    /**
     * @param trusted whether the address, as it is so far, is the operator's own: only then may it get the key of the process
     */
    void applyProcess(Map<String, String> env, boolean trusted) throws ModelConfigException {
        boolean ownAddress = trusted;
        for (Setting setting : Setting.values()) {
            String value = env.getOrDefault(setting.name(), "");
            if (value.isBlank() || setting.provider != picked.spoken()) {
                continue;
            }
            if (setting.role == Role.BASE_URL) {
                ownAddress = true;
            }
            if (setting.role == Role.API_KEY && !ownAddress) {
                continue;
            }
            if (setting.role == Role.CAPABILITIES) {
                capabilities = Set.of();
            }
            apply(setting, value);
            if (setting.provider == ModelChoice.Provider.KIMI) {
                record(setting, value);
            }
        }
    }

    void applyRequest(Map<String, String> env) throws ModelConfigException {
        String configuredFor = baseUrl;
        for (Setting setting : Setting.values()) {
            String value = env.getOrDefault(setting.name(), "");
            if (value.isBlank() || setting.provider != picked.spoken()) {
                continue;
            }
            apply(setting, value);
            if (setting.role == Role.BASE_URL && !Endpoint.sameOrigin(configuredFor, baseUrl)) {
                apiKey = Secret.NONE;
                headers = Map.of();
                overrides.values().removeIf(MASK::equals);
            }
            record(setting, value);
        }
        for (String name : env.keySet()) {
            if (!Setting.isKnown(name, picked.spoken())) {
                ignored.add(name);
            }
        }
    }

    ModelChoice choice(Duration callTimeout) {
        boolean configured =
                picked.spoken() == ModelChoice.Provider.SCRIPTED || (!baseUrl.isEmpty() && !model.isEmpty());
        return new ModelChoice(
                picked.alias().isEmpty() && configured ? model : picked.alias(),
                picked.spoken(),
                configured ? baseUrl : "",
                configured ? apiKey : Secret.NONE,
                configured ? model : "",
                maxContext,
                allCapabilities(),
                headers,
                overrides,
                ignored,
                picked.loop().maxStepsPerRun(),
                picked.loop().maxRetriesPerStep(),
                callTimeout,
                tuning,
                asPriced() ? picked.model().price() : null);
    }

    /** Whether the model that is called is the one that the configuration has a price for. */
    private boolean asPriced() {
        return model.equals(picked.model().model())
                && baseUrl.equals(picked.provider().baseUrl());
    }

    private void apply(Setting setting, String value) throws ModelConfigException {
        switch (setting.role) {
            case BASE_URL -> baseUrl = Endpoint.baseUrl(setting.name(), value);
            case API_KEY -> apiKey = Endpoint.apiKey(setting.name(), value);
            case MODEL -> model = name(setting, value);
            case MAX_CONTEXT -> maxContext = (long) number(setting, value, true, 1, Integer.MAX_VALUE);
            case CAPABILITIES -> {
                Set<Capability> named = new LinkedHashSet<>();
                for (String word : value.split(",", -1)) {
                    ModelsConfig.capability(word).ifPresent(named::add);
                }
                capabilities = named.isEmpty() ? capabilities : named;
            }
            case TEMPERATURE ->
                tuning = new Tuning(number(setting, value, false, 0, 2), tuning.topP(), tuning.maxTokens());
            case TOP_P ->
                tuning = new Tuning(tuning.temperature(), number(setting, value, false, 0, 1), tuning.maxTokens());
            case MAX_TOKENS ->
                tuning = new Tuning(
                        tuning.temperature(), tuning.topP(), (int) number(setting, value, true, 1, Integer.MAX_VALUE));
        }
    }

    private void record(Setting setting, String value) {
        overrides.put(setting.name(), setting.role == Role.API_KEY ? MASK : value.strip());
    }

    private Set<Capability> allCapabilities() {
        boolean thinksByItself = picked.spoken() == ModelChoice.Provider.KIMI
                && (model.equals("kimi-for-coding") || model.contains("thinking"));
        Set<Capability> all = new LinkedHashSet<>(capabilities);
        if (thinksByItself) {
            all.add(Capability.THINKING);
        }
        return all;
    }

    private static String name(Setting setting, String value) throws ModelConfigException {
        String name = value.strip();
        if (name.length() > MAX_NAME) {
            throw new ModelConfigException(setting + ": too long (expected: at most " + MAX_NAME + " characters)");
        }
        return name;
    }

    private static double number(Setting setting, String value, boolean whole, double min, double max)
            throws ModelConfigException {
        double number;
        try {
            number = whole ? Long.parseLong(value.strip()) : Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= min && number <= max)) {
            throw new ModelConfigException(setting + ": not usable (expected: "
                    + (whole
                            ? "a whole number of at least " + (long) min
                            : "a number from " + (long) min + " to " + (long) max)
                    + ")");
        }
        return number;
    }

    /** What a variable is for. */
    private enum Role {
        BASE_URL,
        API_KEY,
        MODEL,
        MAX_CONTEXT,
        CAPABILITIES,
        TEMPERATURE,
        TOP_P,
        MAX_TOKENS
    }

    /** The variables that mean something, in the order in which they are applied: an address before its key. */
    private enum Setting {
        KIMI_BASE_URL(ModelChoice.Provider.KIMI, Role.BASE_URL),
        KIMI_API_KEY(ModelChoice.Provider.KIMI, Role.API_KEY),
        KIMI_MODEL_NAME(ModelChoice.Provider.KIMI, Role.MODEL),
        KIMI_MODEL_MAX_CONTEXT_SIZE(ModelChoice.Provider.KIMI, Role.MAX_CONTEXT),
        KIMI_MODEL_CAPABILITIES(ModelChoice.Provider.KIMI, Role.CAPABILITIES),
        KIMI_MODEL_TEMPERATURE(ModelChoice.Provider.KIMI, Role.TEMPERATURE),
        KIMI_MODEL_TOP_P(ModelChoice.Provider.KIMI, Role.TOP_P),
        KIMI_MODEL_MAX_TOKENS(ModelChoice.Provider.KIMI, Role.MAX_TOKENS),
        KIMI_MODEL_MAX_COMPLETION_TOKENS(ModelChoice.Provider.KIMI, Role.MAX_TOKENS),
        OPENAI_BASE_URL(ModelChoice.Provider.OPENAI_LEGACY, Role.BASE_URL),
        OPENAI_API_KEY(ModelChoice.Provider.OPENAI_LEGACY, Role.API_KEY);

        final ModelChoice.Provider provider;
        final Role role;

        Setting(ModelChoice.Provider provider, Role role) {
            this.provider = provider;
            this.role = role;
        }

        static boolean isKnown(String name, ModelChoice.Provider provider) {
            for (Setting setting : values()) {
                if (setting.provider == provider && setting.name().equals(name)) {
                    return true;
                }
            }
            return false;
        }
    }
}
