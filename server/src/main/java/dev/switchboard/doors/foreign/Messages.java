package dev.switchboard.doors.foreign;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the history of a session says about how a run ended. Content is a list of parts, or plain text in newer gateways. */
final class Messages {
    private final List<JsonNode> messages = new ArrayList<>();

    /** @param history the answer to {@code chat.history} */
    Messages(ObjectNode history) {
        history.path("messages").forEach(messages::add);
    }

    /** The text of a message. */
    static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode part : content) {
            if (part.path("type").asString("").equals("text")) {
                texts.add(part.path("text").asString(""));
            }
        }
        return String.join("\n", texts);
    }

    /**
     * The last thing that the assistant said in a run. Newer gateways mark what belongs to a run; of others it is taken what goes on where
     * the run's spoken text stopped, or what follows the last thing that a person said, if no other run can have said it.
     */
    @Nullable
    Answer answer(OpenRun.Snapshot run) {
        JsonNode found = marked(run.id());
        if (found == null) {
            found = following(run.id());
        }
        if (found == null && !run.text().isBlank()) {
            found = beginningWith(run.text().strip());
        }
        if (found == null && run.alone()) {
            found = lastSinceAPerson();
        }
        return found == null ? null : Answer.of(found);
    }

    private @Nullable JsonNode marked(String run) {
        return lastOf(messages.stream()
                .filter(message -> isAssistant(message)
                        && message.path("__openclaw").path("runId").asString("").equals(run))
                .toList());
    }

    /** The last answer between what a person said in this run and what somebody said next. */
    private @Nullable JsonNode following(String run) {
        JsonNode answer = null;
        boolean inRun = false;
        for (JsonNode message : messages) {
            if (isUser(message)) {
                inRun = message.path("idempotencyKey").asString("").equals(run + ":user");
            } else if (inRun && isAssistant(message)) {
                answer = message;
            }
        }
        return answer;
    }

    private @Nullable JsonNode beginningWith(String text) {
        return lastOf(messages.stream()
                .filter(message -> isAssistant(message) && text(message).strip().startsWith(text))
                .toList());
    }

    private @Nullable JsonNode lastSinceAPerson() {
        JsonNode answer = null;
        for (JsonNode message : messages) {
            if (isUser(message)) {
                answer = null;
            } else if (isAssistant(message)) {
                answer = message;
            }
        }
        return answer;
    }

    private static @Nullable JsonNode lastOf(List<JsonNode> found) {
        return found.isEmpty() ? null : found.getLast();
    }

    private static boolean isAssistant(JsonNode message) {
        return message.path("role").asString("").equals("assistant");
    }

    private static boolean isUser(JsonNode message) {
        return message.path("role").asString("").equals("user");
    }

    /**
     * The last message of a run.
     *
     * @param whole whether the run stopped there, and not in order to call a tool
     * @param errorMessage what the model failed with; absent when it did not
     */
    record Answer(String text, boolean whole, @Nullable String errorMessage) {
        private static final String UNNAMED = "the model failed";

        static Answer of(JsonNode message) {
            String stopReason = message.path("stopReason").asString("");
            String error = message.path("errorMessage").asString("");
            return new Answer(
                    Messages.text(message),
                    !stopReason.equals("toolUse"),
                    stopReason.equals("error") ? (error.isEmpty() ? UNNAMED : error) : null);
        }
    }
}
