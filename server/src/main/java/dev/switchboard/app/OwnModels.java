package dev.switchboard.app;

import dev.switchboard.agent.model.ModelChoice.Price;
import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.config.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The models of the product's own configuration, in the words of the agent. */
final class OwnModels {
    private OwnModels() {}

    static ModelsConfig of(SwitchboardConfig config) {
        Map<String, ModelsConfig.Provider> providers = new LinkedHashMap<>();
        config.providers()
                .forEach((name, entry) -> providers.put(
                        name,
                        new ModelsConfig.Provider(
                                entry.type(),
                                entry.baseUrl() == null ? "" : withoutSlash(entry.baseUrl()),
                                entry.apiKey() == null ? Secret.NONE : entry.apiKey(),
                                entry.customHeaders())));
        Map<String, ModelsConfig.Model> models = new LinkedHashMap<>();
        config.models().forEach((name, entry) -> {
            if (!providers.containsKey(entry.provider())) {
                throw new IllegalArgumentException(
                        "models." + name + ".provider: \"" + entry.provider() + "\" (expected: a name in providers)");
            }
            models.put(
                    name,
                    new ModelsConfig.Model(
                            entry.provider(),
                            entry.model(),
                            entry.maxContextSize(),
                            Set.copyOf(entry.capabilities()),
                            price(name, entry)));
        });
        if (!config.defaultModel().isEmpty() && !models.containsKey(config.defaultModel())) {
            throw new IllegalArgumentException(
                    "default-model: \"" + config.defaultModel() + "\" (expected: a name in models)");
        }
        return new ModelsConfig(config.defaultModel(), models, providers, null);
    }

    private static @Nullable Price price(String model, ModelEntry entry) {
        try {
            return entry.price() == null ? null : entry.price().price();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("models." + model + ".price." + e.getMessage(), e);
        }
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
