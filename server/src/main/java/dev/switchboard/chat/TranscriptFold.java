package dev.switchboard.chat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.Transcript.Assistant;
import dev.switchboard.chat.Transcript.Message;
import dev.switchboard.chat.Transcript.Note;
import dev.switchboard.chat.Transcript.Part;
import dev.switchboard.chat.Transcript.Stop;
import dev.switchboard.chat.Transcript.ToolResult;
import dev.switchboard.chat.Transcript.User;
import dev.switchboard.chat.record.Announcements;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fold of a session's events to the messages that were exchanged. Not for use by several threads at once. */
final class TranscriptFold {
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private String model = "";
    private String whole = "";
    private @Nullable String speaker;
    private long cursor;
    private Instant at = Instant.EPOCH;

    /** Takes in the next event of the log. */
    void add(long position, Instant time, ChatEvent event) {
        switch (event) {
            case ChatEvent.UserSaid e -> {
                if (e.origin() == ChatEvent.Origin.STEERING) {
                    answered(Usage.NONE);
                }
                messages.add(new User(position, time, e.turn(), e.text(), e.attachments(), e.origin()));
            }
            case ChatEvent.TurnStarted e -> {
                model = e.model();
                whole = "";
            }
            case ChatEvent.Thought e -> part(position, time, e.turn(), new Part.Thinking(e.text()));
            case ChatEvent.AssistantSaid e -> {
                part(position, time, e.turn(), new Part.Text(e.text()));
                whole = e.whole();
            }
            case ChatEvent.ToolStarted e ->
                part(position, time, e.turn(), new Part.ToolCall(e.callId(), e.name(), e.args()));
            case ChatEvent.Used e -> answered(e.usage());
            case ChatEvent.ToolEnded e -> {
                answered(Usage.NONE);
                messages.add(new ToolResult(position, time, e.turn(), e.callId(), e.name(), e.result(), e.failed()));
            }
            case ChatEvent.ApprovalAsked e -> {
                answered(Usage.NONE);
                injected(position, time, e.turn(), Announcements.question(e), null);
            }
            case ChatEvent.TurnEnded e -> ended(position, time, e);
            case ChatEvent.Injected e -> injected(position, time, null, e.text(), e.label());
            case ChatEvent.SystemNote e -> messages.add(new Note(position, time, e.text()));
            case ChatEvent.Reset e -> clear();
            case ChatEvent.Deleted e -> clear();
            case ChatEvent.TakenBack e -> {}
            case ChatEvent.ApprovalAnswered e -> {}
        }
    }

    List<Message> messages() {
        answered(Usage.NONE);
        return messages;
    }

    private void clear() {
        messages.clear();
        parts.clear();
    }

    private void part(long position, Instant time, String turn, Part part) {
        speaker = turn;
        cursor = position;
        at = time;
        parts.add(part);
    }

    /** The model's answer is whole. */
    private void answered(Usage usage) {
        if (!parts.isEmpty()) {
            boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
            Stop stop = calls ? Stop.TOOL_USE : Stop.END;
            messages.add(new Assistant(cursor, at, speaker, parts, usage, model, stop, null, null));
            parts.clear();
        }
    }

    private void ended(long position, Instant time, ChatEvent.TurnEnded end) {
        answered(Usage.NONE);
        if (end.outcome() != Outcome.FINISHED) {
            boolean more = end.text().length() > whole.length() && end.text().startsWith(whole);
            String unfinished = more ? end.text().substring(whole.length()).strip() : "";
            messages.add(new Assistant(
                    position,
                    time,
                    end.turn(),
                    unfinished.isEmpty() ? List.of() : List.of(new Part.Text(unfinished)),
                    Usage.NONE,
                    model,
                    end.outcome() == Outcome.ERROR ? Stop.ERROR : Stop.ABORTED,
                    end.errorMessage(),
                    null));
        } else if (end.stopReason().equals(Commands.ANSWERED)) {
            injected(position, time, end.turn(), end.text(), null);
        }
        whole = "";
    }

    private void injected(long position, Instant time, @Nullable String turn, String text, @Nullable String label) {
        messages.add(new Assistant(
                position, time, turn, List.of(new Part.Text(text)), Usage.NONE, "", Stop.INJECTED, null, label));
    }
}
