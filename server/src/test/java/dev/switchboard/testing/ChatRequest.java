package dev.switchboard.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request as a {@link ScriptedChatServer} received it.
 *
 * @param n its number, from 1
 * @param headers by lower-case name; of a repeated header the last one
 * @param text the whole body
 */
public record ChatRequest(
        int n, String method, String path, Map<String, String> headers, String text, CompletableFuture<Boolean> ended) {

    /** The body as JSON. */
    public JsonNode json() {
        return JsonMapper.shared().readTree(text);
    }

    /** The messages that the model was told, the system prompt included. */
    public List<JsonNode> messages() {
        return json().path("messages").valueStream().toList();
    }

    /** Waits until the answer has ended and says whether the client closed the connection before that. Fails after ten seconds. */
    public boolean aborted() {
        try {
            return ended.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("request " + n + ": neither answered to the end nor aborted by the client", e);
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " " + text;
    }
}
