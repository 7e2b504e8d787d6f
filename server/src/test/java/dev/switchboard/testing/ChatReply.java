package dev.switchboard.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link ScriptedChatServer} answers to one request, told in the order in which it is sent. A streamed answer ends by itself
 * with a {@code finish_reason} ({@code tool_calls} if there was a call, else {@code stop}), the usage and {@code [DONE]}, unless the script
 * ended it another way. Not reusable across servers while being changed.
 */
public final class ChatReply {
    private static final JsonMapper JSON = JsonMapper.shared();

    final int status;
    final Map<String, String> headers = new LinkedHashMap<>();
    final List<Piece> pieces = new ArrayList<>();
    private @Nullable String finish = "stop";
    private @Nullable ObjectNode usage;
    private boolean usageInChoice;
    private boolean done = true;
    private int calls;

    private ChatReply(int status, String contentType) {
        this.status = status;
        headers.put("Content-Type", contentType);
    }

    /** A streamed chat completion. */
    public static ChatReply chat() {
        return new ChatReply(200, "text/event-stream");
    }

    /** An answer that is not a stream. */
    public static ChatReply status(int status, String json) {
        return body(status, "application/json", json);
    }

    public static ChatReply body(int status, String contentType, String text) {
        ChatReply reply = new ChatReply(status, contentType).bare();
        reply.pieces.add(new Piece.Raw(text));
        return reply;
    }

    /** No answer at all, not even its head, on a connection that stays open. */
    public static ChatReply silence() {
        ChatReply reply = new ChatReply(0, "").bare();
        reply.pieces.add(new Piece.Hang());
        return reply;
    }

    public ChatReply header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Thinks, one chunk for each fragment. */
    public ChatReply think(String... fragments) {
        for (String fragment : fragments) {
            delta(delta -> delta.put("reasoning_content", fragment));
        }
        return this;
    }

    /** Speaks, one chunk for each fragment. */
    public ChatReply say(String... fragments) {
        for (String fragment : fragments) {
            delta(delta -> delta.put("content", fragment));
        }
        return this;
    }

    /** Calls a tool; the first chunk has the id, the name and the first fragment of the arguments, as most providers do it. */
    public ChatReply call(String id, String name, String... arguments) {
        int index = calls;
        callDelta(index, id, name, arguments.length == 0 ? "" : arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            callDelta(index, null, null, arguments[i]);
        }
        return this;
    }

    /** One entry of {@code delta.tool_calls}, with exactly the members that are given. */
    public ChatReply callDelta(
            @Nullable Integer index, @Nullable String id, @Nullable String name, @Nullable String arguments) {
        if (name != null) {
            calls++;
            finish = "tool_calls";
        }
        return delta(delta -> {
            ObjectNode call = delta.putArray("tool_calls").addObject();
            if (index != null) {
                call.put("index", index);
            }
            if (id != null) {
                call.put("id", id).put("type", "function");
            }
            ObjectNode function = call.putObject("function");
            if (name != null) {
                function.put("name", name);
            }
            if (arguments != null) {
                function.put("arguments", arguments);
            }
        });
    }

    /** Usage in a last chunk of its own. */
    public ChatReply usage(long prompt, long completion) {
        usage = JSON.createObjectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        return this;
    }

    /** Usage with members of its own, in a last chunk. */
    public ChatReply usage(String json) {
        usage = (ObjectNode) JSON.readTree(json);
        return this;
    }

    /** Moves the usage into the choice that carries the {@code finish_reason}. */
    public ChatReply usageInChoice() {
        usageInChoice = true;
        return this;
    }

    /** Another {@code finish_reason}; absent for none at all. */
    public ChatReply finish(@Nullable String reason) {
        finish = reason;
        return this;
    }

    /** One chunk with this text as its data, whatever it is. */
    public ChatReply data(String data) {
        pieces.add(new Piece.Raw("data: " + data + "\n\n"));
        return this;
    }

    /** These characters, whatever they are. */
    public ChatReply raw(String text) {
        pieces.add(new Piece.Raw(text));
        return this;
    }

    /** Waits for the test before it goes on. */
    public ChatReply hold(CountDownLatch latch) {
        pieces.add(new Piece.Hold(latch));
        return this;
    }

    /** Speaks about so many bytes, in chunks of 16 KB. */
    public ChatReply flood(long bytes) {
        pieces.add(new Piece.Flood(bytes));
        return this;
    }

    /** Breaks the connection here. */
    public ChatReply cut() {
        pieces.add(new Piece.Cut());
        return bare();
    }

    /** Says nothing any more and keeps the connection open until the client or the server closes it. */
    public ChatReply hang() {
        pieces.add(new Piece.Hang());
        return bare();
    }

    /** Ends the response without {@code finish_reason}, usage and {@code [DONE]}. */
    public ChatReply bare() {
        done = false;
        return this;
    }

    /** Everything that is sent, the end included. */
    List<Piece> script() {
        List<Piece> script = new ArrayList<>(pieces);
        if (!done) {
            return script;
        }
        if (finish != null || (usageInChoice && usage != null)) {
            ObjectNode chunk = chunk();
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            choice.putObject("delta");
            choice.put("finish_reason", finish);
            if (usageInChoice && usage != null) {
                choice.set("usage", usage);
            }
            script.add(data(chunk));
        }
        if (usage != null && !usageInChoice) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices");
            chunk.set("usage", usage);
            script.add(data(chunk));
        }
        script.add(new Piece.Raw("data: [DONE]\n\n"));
        return script;
    }

    private ChatReply delta(Consumer<ObjectNode> content) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        content.accept(choice.putObject("delta"));
        choice.putNull("finish_reason");
        pieces.add(data(chunk));
        return this;
    }

    static Piece.Raw data(ObjectNode chunk) {
        return new Piece.Raw("data: " + JSON.writeValueAsString(chunk) + "\n\n");
    }

    static ObjectNode chunk() {
        return JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "stub");
    }

    /** A step of the script. */
    sealed interface Piece {
        record Raw(String text) implements Piece {
            byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }

        record Hold(CountDownLatch latch) implements Piece {}

        record Flood(long bytes) implements Piece {}

        record Cut() implements Piece {}

        record Hang() implements Piece {}
    }
}
