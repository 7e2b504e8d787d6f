package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelReply.Finish;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a model says in a test: streamed piece by piece, then returned as a whole. */
final class Answer implements RehearsedModel.Turn {
    private final List<Consumer<ModelListener>> spoken = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private Finish finish = Finish.STOP;
    private @Nullable Usage usage = new Usage(100, 10, 0, 0);

    static Answer says(String... fragments) {
        return new Answer().saying(fragments);
    }

    static Answer calls(String id, String tool, String arguments) {
        return new Answer().calling(id, tool, arguments);
    }

    Answer thinking(String... fragments) {
        for (String fragment : fragments) {
            spoken.add(listener -> listener.think(fragment));
        }
        parts.add(new Part.Think(String.join("", fragments)));
        return this;
    }

    Answer saying(String... fragments) {
        for (String fragment : fragments) {
            spoken.add(listener -> listener.text(fragment));
        }
        parts.add(new Part.Text(String.join("", fragments)));
        return this;
    }

    Answer calling(String id, String tool, String arguments) {
        spoken.add(listener -> listener.toolCall(id, tool));
        int half = arguments.length() / 2;
        spoken.add(listener -> listener.toolArguments(id, arguments.substring(0, half)));
        spoken.add(listener -> listener.toolArguments(id, arguments.substring(half)));
        calls.add(new ToolCall(id, tool, arguments));
        return this;
    }

    Answer using(@Nullable Usage tokens) {
        usage = tokens;
        return this;
    }

    Answer cut() {
        finish = Finish.LENGTH;
        return this;
    }

    /** Says all of it, then does something else instead of returning. */
    RehearsedModel.Turn then(RehearsedModel.Turn end) {
        return (request, listener) -> {
            spoken.forEach(each -> each.accept(listener));
            return end.answer(request, listener);
        };
    }

    @Override
    public ModelReply answer(ModelRequest request, ModelListener listener) {
        spoken.forEach(each -> each.accept(listener));
        return new ModelReply(parts, calls, finish, usage);
    }
}
