package dev.switchboard.agent.model.provider;

import java.time.Duration;

/**
 * How patient model calls are.
 *
 * @param connect until there is a connection to the provider
 * @param idle until an answer begins, and between two pieces of it; a model may be silent while it thinks
 * @param answerCharacters of one answer: its thoughts, words and arguments together
 * @param demoPace between two pieces of the scripted model
 */
public record ProviderLimits(Duration connect, Duration idle, int answerCharacters, Duration demoPace) {
    public static final ProviderLimits DEFAULTS =
            new ProviderLimits(Duration.ofSeconds(10), Duration.ofMinutes(5), 10_000_000, Duration.ofMillis(10));

    public ProviderLimits {
        if (answerCharacters < 1 || answerCharacters > 100_000_000) {
            throw new IllegalArgumentException(
                    "answerCharacters: " + answerCharacters + " (expected: from 1 to 100000000)");
        }
    }

    /** What an answer may take on the wire: most of a stream of small pieces is wrapping. */
    long wireBytes() {
        return (1 << 20) + 16L * answerCharacters;
    }

    /** What one event of a stream may take, characters written as escapes. */
    int eventBytes() {
        return (1 << 20) + 6 * answerCharacters;
    }
}
