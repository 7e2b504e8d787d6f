package dev.switchboard.agent.model;

import dev.switchboard.config.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model and how to reach it, after configuration, environment and request have been put together.
 *
 * @param alias the name in the configuration; the provider's id when only the environment names a model; empty when none is configured
 * @param model the provider's id; empty when no model is configured
 * @param baseUrl without a trailing slash; empty when no model is configured
 * @param apiKey empty when there is none: no Authorization header is sent then
 * @param maxContext size of the context window, in tokens
 * @param envOverrides what came from the environment and from the request, as {@code thread.started} shows it: keys masked
 * @param ignoredEnv names in the request's {@code env} that mean nothing to this provider
 * @param maxAttempts how often a failing call is made in all
 * @param callTimeout the longest that one call may take from its start to the end of its answer
 * @param price absent where none is configured
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
        Duration callTimeout,
        Tuning tuning,
        @Nullable Price price) {
    public ModelChoice {
        capabilities = Set.copyOf(capabilities);
        customHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(customHeaders));
        envOverrides = Collections.unmodifiableMap(new LinkedHashMap<>(envOverrides));
        ignoredEnv = Set.copyOf(ignoredEnv);
    }

    /** This choice with one more header on each request. */
    public ModelChoice withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(customHeaders);
        more.put(name, value);
        return new ModelChoice(
                alias,
                provider,
                baseUrl,
                apiKey,
                model,
                maxContext,
                capabilities,
                more,
                envOverrides,
                ignoredEnv,
                maxSteps,
                maxAttempts,
                callTimeout,
                tuning,
                price);
    }

    /** What a call of this model used, with its cost if there is a price. */
    public Usage priced(Usage usage) {
        return price == null ? usage : usage.costing(price.of(usage));
    }

    /** Whether there is a model to call. */
    public boolean configured() {
        return provider == Provider.SCRIPTED || (!baseUrl.isEmpty() && !model.isEmpty());
    }

    /** Without the texts of the headers, which may be secrets. */
    @Override
    public String toString() {
        return "ModelChoice[" + alias + ", " + provider + ", " + model + " at " + baseUrl + ", headers "
                + customHeaders.keySet() + "]";
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

    /**
     * What is asked of a model in place of its provider's defaults.
     *
     * @param temperature 0 to 2
     * @param topP 0 to 1
     * @param maxTokens the most tokens of one answer
     */
    public record Tuning(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer maxTokens) {
        public static final Tuning NONE = new Tuning(null, null, null);
    }

    /**
     * What tokens cost, each for a million of them.
     *
     * @param cached of prompt tokens that the provider had cached; absent when they cost as much as others
     * @param currency as a provider bills it, such as {@code USD}
     */
    public record Price(
            BigDecimal prompt,
            BigDecimal completion,
            @Nullable BigDecimal cached,
            String currency) {
        private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000_000);
        private static final int MAX_DECIMALS = 12;
        private static final int MAX_CURRENCY = 16;

        public Price {
            check("prompt", prompt);
            check("completion", completion);
            if (cached != null) {
                check("cached", cached);
            }
            if (currency.isBlank() || currency.length() > MAX_CURRENCY) {
                throw new IllegalArgumentException(
                        "currency: \"" + currency + "\" (expected: 1 to " + MAX_CURRENCY + " characters)");
            }
        }

        private static void check(String name, BigDecimal amount) {
            if (amount.signum() < 0 || amount.compareTo(MAX) > 0 || amount.scale() > MAX_DECIMALS) {
                throw new IllegalArgumentException(name + ": " + amount + " (expected: 0 to " + MAX + ", with at most "
                        + MAX_DECIMALS + " decimals)");
            }
        }

        Cost of(Usage usage) {
            long cachedTokens = Math.min(usage.cachedTokens(), usage.promptTokens());
            BigDecimal millionths = times(prompt, usage.promptTokens() - cachedTokens)
                    .add(times(cached == null ? prompt : cached, cachedTokens))
                    .add(times(completion, usage.completionTokens()));
            return new Cost(millionths.movePointLeft(6), currency);
        }

        private static BigDecimal times(BigDecimal each, long tokens) {
            return each.multiply(BigDecimal.valueOf(tokens));
        }
    }
}
