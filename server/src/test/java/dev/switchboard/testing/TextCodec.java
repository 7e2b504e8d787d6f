package dev.switchboard.testing;

import dev.switchboard.journal.EventCodec;
import tools.jackson.databind.json.JsonMapper;

/** Events that are nothing but a text. */
public final class TextCodec implements EventCodec<String> {
    public static final TextCodec TEXT = new TextCodec();

    private static final JsonMapper JSON = new JsonMapper();

    private TextCodec() {}

    @Override
    public String type(String event) {
        return "text";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public String encode(String event) {
        return JSON.writeValueAsString(event);
    }

    @Override
    public String decode(String type, int version, String payload) {
        return JSON.readValue(payload, String.class);
    }
}
