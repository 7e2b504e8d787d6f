package dev.switchboard.doors.gateway.render;

import dev.switchboard.chat.ChatFrame;
import dev.switchboard.chat.ChatFrame.Logged;
import dev.switchboard.chat.ChatFrame.Speaking;
import dev.switchboard.chat.record.Announcements;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.ApprovalAnswered;
import dev.switchboard.chat.record.ChatEvent.ApprovalAsked;
import dev.switchboard.chat.record.ChatEvent.AssistantSaid;
import dev.switchboard.chat.record.ChatEvent.Injected;
import dev.switchboard.chat.record.ChatEvent.SystemNote;
import dev.switchboard.chat.record.ChatEvent.TakenBack;
import dev.switchboard.chat.record.ChatEvent.ToolEnded;
import dev.switchboard.chat.record.ChatEvent.ToolStarted;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.chat.record.ChatEvent.TurnStarted;
import dev.switchboard.wire.gateway.GatewayJson;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Frames of chats as events of the families {@code agent} and {@code chat}. A chat event carries the number of the agent event before it. Each
 * form is written once for all who read the frame.
 */
public final class ChatPayloads {
    /** The stop reason of what the model did not say. */
    private static final String INJECTED = "injected";

    private static final int ID_SHOWN = 8;

    private final ChatFrame frame;
    private final View view;
    private final String key;
    private final long at;

    private ChatPayloads(ChatFrame frame, View view) {
        this.frame = frame;
        this.view = view;
        this.key = frame.session().canonical();
        this.at = frame.at().toEpochMilli();
    }

    /** What a frame is in the protocol, in order; empty for what the protocol does not tell. */
    public static List<Payload> of(ChatFrame frame, View view) {
        return frame.rendering().once(Written.class, Written::new).of(frame, view);
    }

    private List<Payload> write() {
        return switch (frame) {
            case Speaking speaking ->
                text(
                        speaking.turn(),
                        speaking.seq(),
                        speaking.text(),
                        speaking.previousLength(),
                        speaking.replaces(),
                        true);
            case Logged logged -> event(logged.event(), logged.previousLength());
        };
    }

    private List<Payload> event(ChatEvent event, int previousLength) {
        return switch (event) {
            case TurnStarted started ->
                List.of(agent(
                        started.turn(),
                        started.seq(),
                        "lifecycle",
                        phase("start").put("startedAt", at)));
            case AssistantSaid said ->
                text(
                        said.turn(),
                        said.seq(),
                        said.whole(),
                        previousLength,
                        false,
                        said.whole().length() > previousLength);
            case TakenBack taken ->
                text(taken.turn(), taken.seq(), taken.whole(), taken.whole().length(), true, true);
            case ToolStarted tool -> started(tool);
            case ToolEnded tool -> ended(tool);
            case ApprovalAsked asked -> asked(asked);
            case ApprovalAnswered answered -> answered(answered);
            case TurnEnded ended -> ended(ended);
            case Injected injected ->
                List.of(aside(
                        "inject-" + shown(injected.messageId()),
                        message("assistant", labelled(injected.label(), injected.text()))
                                .put("stopReason", INJECTED)));
            case SystemNote note -> List.of(aside("note-" + frame.cursor(), message("system", note.text())));
            case ChatEvent.UserSaid _ -> List.of();
            case ChatEvent.Thought _ -> List.of();
            case ChatEvent.Used _ -> List.of();
            case ChatEvent.Reset _ -> List.of();
            case ChatEvent.Deleted _ -> List.of();
        };
    }

    private List<Payload> text(
            String turn, int seq, String whole, int previousLength, boolean replaces, boolean newsForChat) {
        int known = Math.clamp(previousLength, 0, whole.length());
        String more = replaces ? "" : whole.substring(known);
        ObjectNode said = GatewayJson.object().put("text", whole).put("delta", more);
        ObjectNode delta = chat(turn, seq, "delta");
        delta.set("message", message("assistant", whole));
        if (view == View.P4) {
            delta.put("deltaText", replaces ? whole : more);
        }
        if (replaces) {
            said.put("replace", true);
            delta.put("replace", true);
        }
        Payload spoken = agent(turn, seq, "assistant", said);
        return newsForChat ? List.of(spoken, payload("chat", delta, seq)) : List.of(spoken);
    }

    private List<Payload> started(ToolStarted tool) {
        ObjectNode data = phase("start").put("name", tool.name()).put("toolCallId", tool.callId());
        data.set("args", value(tool.args()));
        return List.of(agent(Payload.For.TOOLS, tool.turn(), tool.seq(), "tool", data));
    }

    private List<Payload> ended(ToolEnded tool) {
        ObjectNode brief = phase("result")
                .put("name", tool.name())
                .put("toolCallId", tool.callId())
                .put("isError", tool.failed());
        ObjectNode whole = brief.deepCopy();
        ObjectNode part = whole.putObject("result").putArray("content").addObject();
        part.put("type", "text").put("text", tool.result());
        if (view != View.P3) {
            return List.of(agent(Payload.For.TOOLS, tool.turn(), tool.seq(), "tool", whole));
        }
        return List.of(
                agent(Payload.For.RESULTS, tool.turn(), tool.seq(), "tool", whole),
                agent(Payload.For.NO_RESULTS, tool.turn(), tool.seq(), "tool", brief));
    }

    /** The question is told as a message beside the turn, so that whoever sees only messages can answer it. */
    private List<Payload> asked(ApprovalAsked asked) {
        ObjectNode data = phase("requested")
                .put("approvalId", asked.approvalId())
                .put("toolCallId", asked.callId())
                .put("name", asked.tool())
                .put("action", asked.action())
                .put("description", asked.description())
                .put("expiresAt", asked.expiresAt().toEpochMilli());
        ObjectNode question =
                message("assistant", Announcements.question(asked)).put("stopReason", INJECTED);
        return List.of(
                agent(asked.turn(), asked.seq(), "approval", data),
                aside("approval-" + shown(asked.approvalId()), question));
    }

    private List<Payload> answered(ApprovalAnswered answered) {
        ObjectNode data = phase("resolved")
                .put("approvalId", answered.approvalId())
                .put("decision", word(answered.decision()))
                .put("by", answered.by());
        if (answered.feedback() != null) {
            data.put("feedback", answered.feedback());
        }
        return List.of(agent(answered.turn(), answered.seq(), "approval", data));
    }

    private List<Payload> ended(TurnEnded ended) {
        return switch (ended.outcome()) {
            case FINISHED ->
                ended.stopReason().equals(INJECTED)
                        ? List.of(finished(ended))
                        : List.of(lifecycleEnd(ended), finished(ended));
            case ERROR -> List.of(lifecycleError(ended), failed(ended));
            case ABORTED ->
                view == View.P4 ? List.of(aborted(ended), lifecycleCancelled(ended)) : List.of(aborted(ended));
        };
    }

    private Payload finished(TurnEnded ended) {
        ObjectNode json = chat(ended.turn(), ended.seq(), "final");
        String text = ended.text().strip();
        if (!text.isEmpty()) {
            ObjectNode message = message("assistant", text);
            if (ended.stopReason().equals(INJECTED)) {
                message.put("stopReason", INJECTED).set("usage", TranscriptJson.usage(ended.usage()));
            }
            json.set("message", message);
        }
        if (view == View.P4) {
            json.put("stopReason", ended.stopReason());
        }
        return payload("chat", json, ended.seq());
    }

    private Payload failed(TurnEnded ended) {
        ObjectNode json = chat(ended.turn(), ended.seq(), "error").put("errorMessage", said(ended));
        if (ended.errorKind() != null) {
            json.put("errorKind", word(ended.errorKind()));
        }
        return payload("chat", json, ended.seq());
    }

    private Payload aborted(TurnEnded ended) {
        ObjectNode json = chat(ended.turn(), ended.seq(), "aborted").put("stopReason", ended.stopReason());
        if (view == View.P4 && !ended.text().isBlank()) {
            json.set("message", message("assistant", ended.text().strip()));
        }
        return payload("chat", json, ended.seq());
    }

    private Payload lifecycleEnd(TurnEnded ended) {
        return agent(ended.turn(), ended.seq(), "lifecycle", phase("end").put("endedAt", at));
    }

    private Payload lifecycleCancelled(TurnEnded ended) {
        ObjectNode data = phase("end").put("status", "cancelled").put("endedAt", at);
        return agent(ended.turn(), ended.seq(), "lifecycle", data);
    }

    private Payload lifecycleError(TurnEnded ended) {
        ObjectNode data = phase("error").put("error", said(ended)).put("endedAt", at);
        return agent(ended.turn(), ended.seq(), "lifecycle", data);
    }

    /** A whole message that belongs to no turn. */
    private Payload aside(String id, ObjectNode message) {
        ObjectNode json = chat(id, 0, "final");
        json.set("message", message);
        return payload("chat", json, 0);
    }

    private Payload agent(String turn, int seq, String stream, ObjectNode data) {
        return agent(Payload.For.ALL, turn, seq, stream, data);
    }

    private Payload agent(Payload.For readers, String turn, int seq, String stream, ObjectNode data) {
        ObjectNode json = GatewayJson.object()
                .put("runId", turn)
                .put("sessionKey", key)
                .put("seq", seq)
                .put("stream", stream)
                .put("ts", at);
        json.set("data", data);
        return new Payload(readers, "agent", GatewayJson.bytes(json), seq);
    }

    private ObjectNode chat(String turn, int seq, String state) {
        ObjectNode json = GatewayJson.object().put("runId", turn).put("sessionKey", key);
        if (view == View.P4) {
            json.put("agentId", frame.session().agentId());
        }
        return json.put("seq", seq).put("state", state);
    }

    private ObjectNode message(String role, String text) {
        ObjectNode message = GatewayJson.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message.put("timestamp", at);
    }

    /** What an injected message with a label says. */
    static String labelled(@Nullable String label, String text) {
        return label == null || label.isBlank() ? text : "[" + label + "]\n\n" + text;
    }

    private static Payload payload(String event, ObjectNode json, int seq) {
        return new Payload(Payload.For.ALL, event, GatewayJson.bytes(json), seq);
    }

    private static ObjectNode phase(String phase) {
        return GatewayJson.object().put("phase", phase);
    }

    private static String said(TurnEnded ended) {
        return ended.errorMessage() == null ? "the turn failed" : ended.errorMessage();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String id) {
        return id.substring(0, Math.min(ID_SHOWN, id.length()));
    }

    /** Arguments as the model wrote them: a value where they are JSON, else text. */
    static JsonNode value(String json) {
        JsonNode value = GatewayJson.readOrNull(json);
        return value == null ? GatewayJson.string(json) : value;
    }

    /** What was written of a frame. */
    private static final class Written {
        private final Map<View, List<Payload>> payloads = new EnumMap<>(View.class);

        synchronized List<Payload> of(ChatFrame frame, View view) {
            List<Payload> known = payloads.get(view);
            if (known == null) {
                known = new ChatPayloads(frame, view).write();
                payloads.put(view, known);
            }
            return known;
        }
    }
}
