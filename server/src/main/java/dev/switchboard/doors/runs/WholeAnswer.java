package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.EventCodec;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.signals.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fold of a run's events into the answer of {@code stream=false}: what was said, without what a retry took back, and how it ended.
 * For one thread.
 */
final class WholeAnswer {
    private static final String BETWEEN_ITEMS = "\n\n";

    private final EventCodec<RunEvent> codec;
    private final Map<String, String> said = new LinkedHashMap<>();
    private RunEvent.@Nullable TurnCompleted end;

    WholeAnswer(EventCodec<RunEvent> codec) {
        this.codec = codec;
    }

    /** Takes in what comes next. */
    void add(Frame frame) {
        switch (frame) {
            case Frame.Event(Entry entry) -> add(codec.decode(entry.type(), entry.version(), entry.payload()));
            case Frame.Spoken spoken -> {}
        }
    }

    private void add(RunEvent event) {
        switch (event) {
            case RunEvent.ItemCompleted(RunEvent.Item item) -> said.put(item.id(), item.text());
            case RunEvent.StepRetry retry -> said.keySet().removeAll(retry.discarded());
            case RunEvent.TurnCompleted completed -> end = completed;
            case RunEvent.ThreadStarted e -> {}
            case RunEvent.TurnStarted e -> {}
            case RunEvent.StepBegin e -> {}
            case RunEvent.StepInterrupted e -> {}
            case RunEvent.Thought e -> {}
            case RunEvent.ItemStarted e -> {}
            case RunEvent.ToolCalled e -> {}
            case RunEvent.ToolEnded e -> {}
            case RunEvent.StatusUpdate e -> {}
            case RunEvent.UsageReported e -> {}
            case RunEvent.ApprovalRequested e -> {}
            case RunEvent.ApprovalAnswered e -> {}
            case RunEvent.Steered e -> {}
            case RunEvent.Resumed e -> {}
            case RunEvent.Nested e -> {}
            case RunEvent.Failed e -> {}
            case RunEvent.RunCompleted e -> {}
        }
    }

    boolean complete() {
        return end != null;
    }

    /** The answer, once it is complete. */
    ObjectNode json(Run run) {
        RunEvent.TurnCompleted ended = end;
        if (ended == null) {
            throw new IllegalStateException("the run " + run.id() + " has not ended");
        }
        ObjectNode json = Json.object();
        json.put("run_id", run.id().value());
        json.put("session_id", run.session().value());
        ArrayNode conversation = json.putArray("conversation");
        message(conversation, "user", run.spec().command());
        String text = String.join(BETWEEN_ITEMS, said.values()).strip();
        if (!text.isEmpty()) {
            message(conversation, "assistant", text);
        }
        RunJson.end(json, ended);
        return json;
    }

    private static void message(ArrayNode conversation, String role, String content) {
        conversation.addObject().put("role", role).put("content", content);
    }
}
