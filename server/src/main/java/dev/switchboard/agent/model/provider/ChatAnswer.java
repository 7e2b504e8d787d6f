package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.time.Ids;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts an answer together from the chunks of a chat completion, of which only the first choice counts. A fragment of a call belongs to
 * the call of its index; without an index, or with one that was never opened, to the latest. For one thread.
 */
final class ChatAnswer {
    private static final String DONE = "[DONE]";

    private final Spoken spoken;
    private final Ids ids;
    private final Failures failures;
    private final int maxCharacters;
    private final Map<Integer, Open> byIndex = new HashMap<>();
    private @Nullable Open latest;
    private @Nullable String finish;
    private @Nullable Usage usage;

    ChatAnswer(Spoken spoken, Ids ids, Failures failures, int maxCharacters) {
        this.spoken = spoken;
        this.ids = ids;
        this.failures = failures;
        this.maxCharacters = maxCharacters;
    }

    /** Takes the data of one event; returns whether it was the last one. */
    boolean take(String data) throws ModelException {
        if (data.strip().equals(DONE)) {
            return true;
        }
        if (!data.isBlank()) {
            take(parse(data), "delta");
        }
        return false;
    }

    /** Takes a completion that was not streamed. */
    void takeWhole(String object) throws ModelException {
        take(parse(object), "message");
        if (finish == null) {
            finish = "stop";
        }
    }

    /** The stream ended without saying so, which is fine if the model had said that it is ready. */
    void streamEnded() throws ModelException {
        if (finish == null) {
            throw failures.broken();
        }
    }

    ModelReply whole() throws ModelException {
        ModelReply.Finish end = switch (finish) {
            case "length" -> ModelReply.Finish.LENGTH;
            case "stop", "tool_calls", "function_call" -> ModelReply.Finish.STOP;
            case null -> ModelReply.Finish.STOP;
            default -> ModelReply.Finish.OTHER;
        };
        if (spoken.isEmpty() && end != ModelReply.Finish.LENGTH) {
            throw Failures.empty();
        }
        return spoken.reply(end, usage);
    }

    private JsonNode parse(String json) throws ModelException {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw failures.invalid(); // Its message quotes the answer.
        }
    }

    private void take(JsonNode chunk, String content) throws ModelException {
        if (chunk.hasNonNull("error") || chunk.path("object").asString("").equals("error")) {
            throw failures.inStream(chunk);
        }
        JsonNode choice = chunk.path("choices").path(0);
        takeUsage(choice.path("usage"));
        takeUsage(chunk.path("usage"));
        JsonNode said = choice.path(content);
        takeThoughts(said);
        takeText(said.path("content"));
        for (JsonNode call : said.path("tool_calls")) {
            takeCall(call);
        }
        if (choice.path("finish_reason").isString()) {
            finish = choice.path("finish_reason").asString();
        }
        if (spoken.length() > maxCharacters) {
            throw failures.tooLarge();
        }
    }

    private void takeThoughts(JsonNode said) {
        JsonNode thoughts =
                said.hasNonNull("reasoning_content") ? said.path("reasoning_content") : said.path("reasoning");
        if (thoughts.isString()) {
            spoken.think(thoughts.asString());
        }
    }

    private void takeText(JsonNode content) {
        if (content.isString()) {
            spoken.text(content.asString());
        }
        for (JsonNode part : content) {
            spoken.text(part.path("text").asString(""));
        }
    }

    private void takeCall(JsonNode entry) {
        JsonNode function = entry.path("function");
        String name = function.path("name").asString("");
        String id = entry.path("id").asString("");
        Integer index =
                entry.path("index").isIntegralNumber() ? entry.path("index").asInt() : null;
        Open call = name.isEmpty() || isRepeated(index, id) ? opened(index) : open(index, id, name);
        JsonNode arguments = function.path("arguments");
        if (call != null && !arguments.isMissingNode() && !arguments.isNull()) {
            spoken.arguments(call.id, arguments.isString() ? arguments.asString() : arguments.toString());
        }
    }

    /** Whether an entry with a name goes on with an open call: some servers repeat id and name in each fragment. */
    private boolean isRepeated(@Nullable Integer index, String id) {
        Open open = index == null ? null : byIndex.get(index);
        return open != null && !id.isEmpty() && open.theirs.equals(id);
    }

    private @Nullable Open opened(@Nullable Integer index) {
        Open call = index == null ? null : byIndex.get(index);
        return call == null ? latest : call;
    }

    private Open open(@Nullable Integer index, String theirs, String name) {
        String wanted = theirs.isEmpty() ? "call_" + ids.uuid().replace("-", "") : theirs;
        String id = wanted;
        for (int i = 2; spoken.hasCalled(id); i++) {
            id = wanted + "_" + i;
        }
        Open call = new Open(id, theirs);
        spoken.call(id, name);
        if (index != null) {
            byIndex.put(index, call);
        }
        latest = call;
        return call;
    }

    private void takeUsage(JsonNode node) {
        if (!node.isObject()) {
            return;
        }
        JsonNode cached = node.hasNonNull("cached_tokens")
                ? node.path("cached_tokens")
                : node.path("prompt_tokens_details").path("cached_tokens");
        usage = new Usage(
                count(node.path("prompt_tokens")),
                count(node.path("completion_tokens")),
                count(cached),
                count(node.path("completion_tokens_details").path("reasoning_tokens")));
    }

    private static long count(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() ? Math.max(0, number.asLong()) : 0;
    }

    /**
     * A call that fragments may still join.
     *
     * @param id unique within the answer
     * @param theirs the provider's; may be empty
     */
    private record Open(String id, String theirs) {}
}
