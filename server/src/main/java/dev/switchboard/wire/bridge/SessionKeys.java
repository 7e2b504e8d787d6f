package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Session keys as callers write them. */
public final class SessionKeys {
    /** How long a key may be. */
    public static final int CHARS_MAX = 512;

    private SessionKeys() {}

    /**
     * The first of these members that holds something; null when none does.
     *
     * @throws MalformedException when it is not a text, or too long
     */
    public static @Nullable String of(JsonNode object, String... names) {
        for (String name : names) {
            if (!Json.nothing(object.get(name))) {
                String key = Json.text(object, name, CHARS_MAX);
                if (key != null && !key.isBlank()) {
                    return key;
                }
            }
        }
        return null;
    }
}
