package dev.switchboard.config;

import java.util.List;

/**
 * A key that may be set, in words. In the keys of a map the names that users choose are written {@code <name>}.
 *
 * @param expectation what may stand there
 * @param variables the environment variables that set it, the first one first
 * @param defaultText the value when nobody sets it, masked when it is secret; empty when there is none
 */
public record Key(
        String name,
        String expectation,
        String en,
        String zh,
        List<String> variables,
        String defaultText,
        boolean secret) {

    public Key {
        variables = List.copyOf(variables);
    }
}
