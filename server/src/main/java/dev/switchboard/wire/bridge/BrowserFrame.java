package dev.switchboard.wire.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a browser sends over its socket (document 004, sections 2 and 7). */
public sealed interface BrowserFrame {

    /**
     * Reads one text message.
     *
     * @throws MalformedException when it is no frame
     */
    static BrowserFrame read(String text) {
        JsonNode frame = Json.read(text);
        if (frame.isMissingNode() || frame.isNull()) {
            throw new MalformedException("empty (expected: a JSON object)");
        }
        JsonNode type = frame.get("type");
        return switch (type != null && type.isString() ? type.stringValue() : "") {
            case "subscribe" -> subscribe(frame);
            case "unsubscribe" -> unsubscribe(frame);
            case "ping" -> new Ping();
            default -> new Unknown();
        };
    }

    /**
     * Wants the events of a session.
     *
     * @param config where the session is; absent for the server's own choice
     * @param since the highest cursor that the browser has processed; absent for what comes from now on
     */
    record Subscribe(
            String sessionKey,
            @Nullable GatewayAddress config,
            @Nullable Long since) implements BrowserFrame {}

    /** Wants to subscribe and does not say to what. */
    record SubscribeToNothing() implements BrowserFrame {}

    /** Wants no more events of a session. */
    record Unsubscribe(String sessionKey) implements BrowserFrame {}

    /** Asks for a {@code pong}. */
    record Ping() implements BrowserFrame {}

    /** Anything else, which gets no answer. */
    record Unknown() implements BrowserFrame {}

    private static BrowserFrame subscribe(JsonNode frame) {
        String key = SessionKeys.of(frame, "sessionKey");
        if (key == null) {
            return new SubscribeToNothing();
        }
        JsonNode config = frame.get("config");
        return new Subscribe(
                key,
                config == null || Json.nothing(config) ? null : GatewayAddress.of(config),
                Json.number(frame, "since", 0, Long.MAX_VALUE));
    }

    private static BrowserFrame unsubscribe(JsonNode frame) {
        String key = SessionKeys.of(frame, "sessionKey");
        return key == null ? new Unknown() : new Unsubscribe(key);
    }
}
