package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a gateway is and what lets one in, as callers write it. Its text shows neither.
 *
 * @param url {@code ws://} or {@code wss://}; absent for the server's own choice
 */
public record GatewayAddress(
        @Nullable String url,
        @Nullable String token,
        @Nullable String password) {
    /** What the server chooses. */
    public static final GatewayAddress DEFAULT = new GatewayAddress(null, null, null);

    private static final int URL_CHARS_MAX = 2048;
    private static final int CREDENTIAL_CHARS_MAX = 4096;

    /**
     * Reads {@code gatewayUrl}, {@code authToken} and {@code password} of an object; anything that is not an object holds none of them.
     *
     * @throws MalformedException when one of them is not a text, or too long
     */
    public static GatewayAddress of(JsonNode object) {
        return new GatewayAddress(
                text(object, "gatewayUrl", URL_CHARS_MAX),
                text(object, "authToken", CREDENTIAL_CHARS_MAX),
                text(object, "password", CREDENTIAL_CHARS_MAX));
    }

    @Override
    public String toString() {
        return "GatewayAddress[***]";
    }

    private static @Nullable String text(JsonNode object, String name, int charsMax) {
        String text = Json.text(object, name, charsMax);
        return text == null || text.isEmpty() ? null : text;
    }
}
