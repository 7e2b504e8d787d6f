package dev.switchboard.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A page that keeps its state as document 004, section 5, says, and as pages of its time did: chat events go first, the end of the
 * lifecycle is what it falls back to, and it knows nothing of anything additive.
 */
public final class SeedPage {
    private final List<String> messages = new ArrayList<>();
    private final Map<String, String> tools = new LinkedHashMap<>();
    private final List<String> errors = new ArrayList<>();
    private @Nullable String chatStream;
    private boolean isLoading;
    private boolean isConnected;
    private boolean isSubscribed;
    private final Set<String> finals = new HashSet<>();

    /** What it shows as said. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** The last phase of each tool call. */
    public Map<String, String> tools() {
        return Map.copyOf(tools);
    }

    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** What it shows as being said; null when nothing is. */
    public @Nullable String chatStream() {
        return chatStream;
    }

    public boolean isLoading() {
        return isLoading;
    }

    public boolean isConnected() {
        return isConnected;
    }

    public boolean isSubscribed() {
        return isSubscribed;
    }

    /** The person has sent a message. */
    public void sent() {
        isLoading = true;
    }

    public void hear(JsonNode frame) {
        switch (frame.path("type").asString("")) {
            case "connected" -> isConnected = true;
            case "subscribed" -> isSubscribed = true;
            case "unsubscribed" -> isSubscribed = false;
            case "error" -> {
                errors.add(frame.get("message").stringValue());
                clearLoading();
            }
            case "event" -> {
                if (frame.has("event") && frame.path("payload").isObject()) {
                    event(frame.get("event").stringValue(), frame.get("payload"));
                }
            }
            default -> {} // A page ignores what it does not know.
        }
    }

    private void event(String event, JsonNode payload) {
        if (event.equals("chat")) {
            chat(payload);
        } else if (event.equals("agent")) {
            agent(payload);
        }
    }

    private void chat(JsonNode payload) {
        switch (payload.path("state").asString("")) {
            case "delta" -> chatStream = text(payload);
            case "final" -> {
                finals.add(payload.path("runId").asString(""));
                if (payload.path("message").isObject()) {
                    add(text(payload));
                }
                clearLoading();
            }
            case "error" -> {
                errors.add(payload.path("errorMessage").asString(""));
                clearLoading();
            }
            case "aborted" -> clearLoading();
            default -> {}
        }
    }

    private void agent(JsonNode payload) {
        JsonNode data = payload.path("data");
        switch (payload.path("stream").asString("")) {
            case "assistant" -> chatStream = data.path("text").asString("");
            case "lifecycle" -> {
                if (data.path("phase").asString("").equals("end")) {
                    if (chatStream != null
                            && !finals.contains(payload.path("runId").asString(""))) {
                        add(chatStream);
                    }
                    clearLoading();
                }
            }
            case "tool" ->
                tools.put(
                        data.path("toolCallId").asString(""), data.path("phase").asString(""));
            default -> {}
        }
    }

    private static String text(JsonNode payload) {
        return StreamSupport.stream(payload.path("message").path("content").spliterator(), false)
                .filter(part -> part.path("type").asString("").equals("text"))
                .map(part -> part.path("text").asString(""))
                .collect(Collectors.joining("\n"));
    }

    /** The same text shortly after itself is shown once. */
    private void add(String text) {
        if (messages.isEmpty() || !messages.getLast().equals(text)) {
            messages.add(text);
        }
    }

    private void clearLoading() {
        isLoading = false;
        chatStream = null;
    }
}
