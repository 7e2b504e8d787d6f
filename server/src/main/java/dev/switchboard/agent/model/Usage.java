package dev.switchboard.agent.model;

/** Tokens of one model call or of several; cached tokens are part of the prompt's, reasoning tokens of the completion's. */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage more) {
        return new Usage(
                promptTokens + more.promptTokens,
                completionTokens + more.completionTokens,
                cachedTokens + more.cachedTokens,
                reasoningTokens + more.reasoningTokens);
    }

    public long total() {
        return promptTokens + completionTokens;
    }
}
