package dev.switchboard.agent.model;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of one model call or of several; cached tokens are part of the prompt's, reasoning tokens of the completion's.
 *
 * @param cost of all of them; absent when any of them has no known price, or when they were billed in different currencies
 */
public record Usage(
        long promptTokens,
        long completionTokens,
        long cachedTokens,
        long reasoningTokens,
        @Nullable Cost cost) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens) {
        this(promptTokens, completionTokens, cachedTokens, reasoningTokens, null);
    }

    public Usage plus(Usage more) {
        return new Usage(
                promptTokens + more.promptTokens,
                completionTokens + more.completionTokens,
                cachedTokens + more.cachedTokens,
                reasoningTokens + more.reasoningTokens,
                costWith(more));
    }

    private @Nullable Cost costWith(Usage more) {
        if (equals(NONE)) {
            return more.cost;
        }
        if (more.equals(NONE)) {
            return cost;
        }
        return cost != null && more.cost != null && cost.currency().equals(more.cost.currency())
                ? cost.plus(more.cost)
                : null;
    }

    public long total() {
        return promptTokens + completionTokens;
    }

    Usage costing(Cost known) {
        return new Usage(promptTokens, completionTokens, cachedTokens, reasoningTokens, known);
    }
}
