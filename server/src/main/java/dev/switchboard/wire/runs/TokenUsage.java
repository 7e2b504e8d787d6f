package dev.switchboard.wire.runs;

import org.jspecify.annotations.Nullable;

/**
 * Tokens that a run has used.
 *
 * @param cachedTokens those of the prompt that the provider had kept
 * @param reasoningTokens those of the completion that were thought
 * @param cost absent when the server knows no price
 */
public record TokenUsage(
        long promptTokens,
        long completionTokens,
        long cachedTokens,
        long reasoningTokens,
        @Nullable Cost cost) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, null);

    public long total() {
        return promptTokens + completionTokens;
    }

    /**
     * What the tokens cost.
     *
     * @param amount in decimal digits
     */
    public record Cost(String amount, String currency) {}

    static TokenUsage read(@Nullable JsonMembers members) {
        long prompt = 0;
        long completion = 0;
        long cached = 0;
        long reasoning = 0;
        Cost cost = null;
        while (members != null && members.next()) {
            switch (members.name()) {
                case "prompt_tokens" -> prompt = members.number();
                case "completion_tokens" -> completion = members.number();
                case "cached_tokens" -> cached = members.number();
                case "reasoning_tokens" -> reasoning = members.number();
                case "cost" -> cost = cost(members.object());
                default -> {}
            }
        }
        return new TokenUsage(prompt, completion, cached, reasoning, cost);
    }

    private static @Nullable Cost cost(@Nullable JsonMembers members) {
        String amount = "";
        String currency = "";
        while (members != null && members.next()) {
            switch (members.name()) {
                case "amount" -> amount = members.scalar();
                case "currency" -> currency = members.text();
                default -> {}
            }
        }
        return amount.isEmpty() ? null : new Cost(amount, currency);
    }
}
