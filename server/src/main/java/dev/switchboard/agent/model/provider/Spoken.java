package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model has said so far in one answer: passes it on and keeps the whole. For one thread. */
final class Spoken {
    private final ModelListener listener;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final StringBuilder open = new StringBuilder();
    private boolean openIsThought;
    private boolean thought;
    private boolean worded;
    private long length;

    Spoken(ModelListener listener) {
        this.listener = listener;
    }

    /** An empty fragment is not passed on, but remembered: that a model thought nothing is something else than that it did not think. */
    void think(String fragment) {
        thought = true;
        append(true, fragment);
        if (!fragment.isEmpty()) {
            listener.think(fragment);
        }
    }

    void text(String fragment) {
        if (!fragment.isEmpty()) {
            worded |= !fragment.isBlank();
            append(false, fragment);
            listener.text(fragment);
        }
    }

    /** @param id not used before in this answer */
    void call(String id, String name) {
        calls.put(id, new Call(name));
        length += name.length();
        listener.toolCall(id, name);
    }

    void arguments(String id, String fragment) {
        Call call = calls.get(id);
        if (call != null && !fragment.isEmpty()) {
            call.arguments.append(fragment);
            length += fragment.length();
            listener.toolArguments(id, fragment);
        }
    }

    boolean hasCalled(String id) {
        return calls.containsKey(id);
    }

    /** Whether there is neither a word nor a call; thoughts alone are no answer. */
    boolean isEmpty() {
        return calls.isEmpty() && !worded;
    }

    /** Characters of thoughts, words, names and arguments so far. */
    long length() {
        return length;
    }

    ModelReply reply(ModelReply.Finish finish, @Nullable Usage usage) {
        close();
        if (thought && parts.stream().noneMatch(Part.Think.class::isInstance)) {
            parts.addFirst(new Part.Think(""));
        }
        List<ToolCall> made = new ArrayList<>();
        calls.forEach((id, call) -> made.add(new ToolCall(id, call.name, call.arguments.toString())));
        return new ModelReply(parts, made, finish, usage);
    }

    private void append(boolean isThought, String fragment) {
        if (openIsThought != isThought) {
            close();
            openIsThought = isThought;
        }
        open.append(fragment);
        length += fragment.length();
    }

    private void close() {
        if (!open.isEmpty()) {
            String text = open.toString();
            parts.add(openIsThought ? new Part.Think(text) : new Part.Text(text));
            open.setLength(0);
        }
    }

    private static final class Call {
        final String name;
        final StringBuilder arguments = new StringBuilder();

        Call(String name) {
            this.name = name;
        }
    }
}
