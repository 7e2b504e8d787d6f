package dev.switchboard.wire.runs;

import org.jspecify.annotations.Nullable;

/** Tokens that a run has used. */
public record TokenUsage(long promptTokens, long completionTokens) {
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    public long total() {
        return promptTokens + completionTokens;
    }

    static TokenUsage read(@Nullable JsonMembers members) {
        long prompt = 0;
        long completion = 0;
        while (members != null && members.next()) {
            switch (members.name()) {
                case "prompt_tokens" -> prompt = members.number();
                case "completion_tokens" -> completion = members.number();
                default -> {}
            }
        }
        return new TokenUsage(prompt, completion);
    }
}
