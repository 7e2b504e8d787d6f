package dev.switchboard.agent.model;

import dev.switchboard.config.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A model and how to reach it, after configuration, environment and request have been put together.
 *
 * @param alias the name in the configuration; empty when only the environment names a model
 * @param model the provider's id; empty when no model is configured
 * @param baseUrl without a trailing slash; empty when no model is configured
 * @param apiKey empty when there is none: no Authorization header is sent then
 * @param maxContext size of the context window, in tokens
 * @param envOverrides what came from the environment and from the request, as {@code thread.started} shows it: keys masked
 * @param ignoredEnv names in the request's {@code env} that mean nothing to this provider
 */
public record ModelChoice(
        String alias,
        Provider provider,
        String baseUrl,
        Secret apiKey,
        String model,
        long maxContext,
        Set<Capability> capabilities,
        Map<String, String> customHeaders,
        Map<String, String> envOverrides,
        Set<String> ignoredEnv,
        int maxSteps,
        int maxAttempts,
        Duration callTimeout) {
    public ModelChoice {
        capabilities = Set.copyOf(capabilities);
        customHeaders = Map.copyOf(customHeaders);
        ignoredEnv = Set.copyOf(ignoredEnv);
    }

    /** Whether there is a model to call. */
    public boolean configured() {
        return provider == Provider.SCRIPTED || (!baseUrl.isEmpty() && !model.isEmpty());
    }

    /** How a provider is spoken to. */
    public enum Provider {
        KIMI,
        OPENAI_LEGACY,
        SCRIPTED
    }

    /** What a model can do beyond text. */
    public enum Capability {
        IMAGE_IN,
        THINKING
    }
}
