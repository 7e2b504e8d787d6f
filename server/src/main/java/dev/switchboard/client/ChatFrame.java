package dev.switchboard.client;

import dev.switchboard.wire.runs.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a session, as the bridge sent it.
 *
 * @param json the frame as it came
 * @param cursor the position in the session's log; what is still being spoken has that of the logged event before it
 * @param bseq its number on its socket: 1, 2, 3 and so on; 0 when there is none
 */
public record ChatFrame(String json, long cursor, long bseq, boolean replayed, Says says) {

    /** What it says. */
    public sealed interface Says {
        /** The turn that it belongs to; empty when it belongs to none. */
        String turn();
    }

    /** The agent begins. */
    public record Began(String turn) implements Says {}

    /**
     * The agent has said this.
     *
     * @param whole everything that it has said in the turn so far and that counts
     */
    public record Said(String turn, String whole) implements Says {}

    /** @param args JSON or, where the model wrote none, text */
    public record ToolCalled(String turn, String callId, String tool, String args) implements Says {}

    public record ToolReturned(String turn, String callId, String tool, boolean failed, String result)
            implements Says {}

    /** Somebody has to say whether a tool may do something. */
    public record Asked(String turn, String approvalId, String tool, String description, long expiresAtMillis)
            implements Says {}

    /** @param decision such as {@code approve} */
    public record Answered(String turn, String approvalId, String decision, String by) implements Says {}

    /**
     * The turn is over.
     *
     * @param text everything that was said in it; empty when that is not told
     * @param reason why it was aborted; may be empty
     * @param error for people; empty unless it is one
     */
    public record Ended(String turn, Outcome outcome, String text, String reason, String error) implements Says {}

    /** A message that belongs to no turn. */
    public record Aside(String id, String role, String text) implements Says {
        @Override
        public String turn() {
            return "";
        }
    }

    /** Whatever else there is. */
    public record Other(String turn) implements Says {}

    /** How a turn ends. */
    public enum Outcome {
        FINISHED("finished"),
        ERROR("error"),
        ABORTED("aborted");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** Its name in what programs read. */
        public String word() {
            return word;
        }
    }

    /** Whether it is only a part of what is being said and never comes again. */
    boolean isText() {
        return says instanceof Said;
    }

    /** What tells it from the other frames of the same position. */
    String identity() {
        return switch (says) {
            case Began began -> "began " + began.turn();
            case Said said -> "said " + said.turn();
            case ToolCalled call -> "called " + call.callId();
            case ToolReturned result -> "returned " + result.callId();
            case Asked asked -> "asked " + asked.approvalId();
            case Answered answered -> "answered " + answered.approvalId();
            case Ended ended -> "ended " + ended.turn();
            case Aside aside -> "aside " + aside.id();
            case Other other -> "other " + other.turn();
        };
    }

    /** Reads a frame of type {@code event}; a {@code JacksonException} when the text is no JSON object. */
    static ChatFrame read(String json) {
        String event = "";
        long cursor = 0;
        long bseq = 0;
        boolean replayed = false;
        Says says = new Other("");
        JsonMembers members = JsonMembers.of(json.getBytes(StandardCharsets.UTF_8));
        while (members.next()) {
            switch (members.name()) {
                case "event" -> event = members.text();
                case "cursor" -> cursor = members.number();
                case "bseq" -> bseq = members.number();
                case "replayed" -> replayed = members.flag();
                case "payload" -> {
                    JsonMembers payload = members.object();
                    if (payload != null) {
                        says = Payload.read(payload).says(event);
                    }
                }
                default -> {}
            }
        }
        return new ChatFrame(json, cursor, bseq, replayed, says);
    }

    /** The members of a payload, of either family. */
    private record Payload(
            String turn, long seq, String stream, String state, Data data, Text message, String reason, String error) {

        static Payload read(JsonMembers members) {
            String turn = "";
            long seq = 0;
            String stream = "";
            String state = "";
            Data data = Data.NONE;
            Text message = Text.NONE;
            String reason = "";
            String error = "";
            while (members.next()) {
                switch (members.name()) {
                    case "runId" -> turn = members.text();
                    case "seq" -> seq = members.number();
                    case "stream" -> stream = members.text();
                    case "state" -> state = members.text();
                    case "data" -> data = Data.read(members.object());
                    case "message" -> message = Text.read(members.object());
                    case "stopReason" -> reason = members.text();
                    case "errorMessage" -> error = members.text();
                    default -> {}
                }
            }
            return new Payload(turn, seq, stream, state, data, message, reason, error);
        }

        Says says(String event) {
            return switch (event) {
                case "chat" -> chat();
                case "agent" -> agent();
                default -> new Other(turn);
            };
        }

        private Says chat() {
            return switch (state) {
                case "delta" -> new Said(turn, message.text());
                case "final" ->
                    seq == 0
                            ? new Aside(turn, message.role(), message.text())
                            : new Ended(turn, Outcome.FINISHED, message.text(), reason, "");
                case "error" -> new Ended(turn, Outcome.ERROR, message.text(), reason, error);
                case "aborted" -> new Ended(turn, Outcome.ABORTED, message.text(), reason, "");
                default -> new Other(turn);
            };
        }

        private Says agent() {
            return switch (stream + " " + data.phase()) {
                case "lifecycle start" -> new Began(turn);
                case "assistant " -> new Said(turn, data.text());
                case "tool start" -> new ToolCalled(turn, data.callId(), data.name(), data.args());
                case "tool result" -> new ToolReturned(turn, data.callId(), data.name(), data.failed(), data.result());
                case "approval requested" ->
                    new Asked(turn, data.approvalId(), data.name(), data.description(), data.expiresAt());
                case "approval resolved" -> new Answered(turn, data.approvalId(), data.decision(), data.by());
                default -> new Other(turn);
            };
        }
    }

    /** What an {@code agent} event is about. */
    private record Data(
            String phase,
            String text,
            String callId,
            String name,
            String args,
            boolean failed,
            String result,
            String approvalId,
            String description,
            long expiresAt,
            String decision,
            String by) {
        static final Data NONE = new Data("", "", "", "", "", false, "", "", "", 0, "", "");

        static Data read(@Nullable JsonMembers members) {
            if (members == null) {
                return NONE;
            }
            String phase = "";
            String text = "";
            String callId = "";
            String name = "";
            String args = "";
            boolean failed = false;
            String result = "";
            String approvalId = "";
            String description = "";
            long expiresAt = 0;
            String decision = "";
            String by = "";
            while (members.next()) {
                switch (members.name()) {
                    case "phase" -> phase = members.text();
                    case "text" -> text = members.text();
                    case "toolCallId" -> callId = members.text();
                    case "name" -> name = members.text();
                    case "args" -> args = members.json();
                    case "isError" -> failed = members.flag();
                    case "result" -> result = Text.read(members.object()).text();
                    case "approvalId" -> approvalId = members.text();
                    case "description" -> description = members.text();
                    case "expiresAt" -> expiresAt = members.number();
                    case "decision" -> decision = members.text();
                    case "by" -> by = members.text();
                    default -> {}
                }
            }
            return new Data(
                    phase, text, callId, name, args, failed, result, approvalId, description, expiresAt, decision, by);
        }
    }

    /** The words of a message: its text parts, a line feed between them. */
    record Text(String role, String text) {
        static final Text NONE = new Text("", "");

        static Text read(@Nullable JsonMembers members) {
            if (members == null) {
                return NONE;
            }
            String role = "";
            String text = "";
            while (members.next()) {
                switch (members.name()) {
                    case "role" -> role = members.text();
                    case "content" -> text = content(members);
                    default -> {}
                }
            }
            return new Text(role, text);
        }

        /** A text, or a list of parts. */
        static String content(JsonMembers members) {
            String plain = members.textOrNull();
            if (plain != null) {
                return plain;
            }
            List<String> parts = members.objects(Text::part);
            return String.join(
                    "\n", parts.stream().filter(part -> !part.isEmpty()).toList());
        }

        private static String part(JsonMembers members) {
            String type = "";
            String text = "";
            while (members.next()) {
                switch (members.name()) {
                    case "type" -> type = members.text();
                    case "text" -> text = members.text();
                    default -> {}
                }
            }
            return type.equals("text") ? text : "";
        }
    }
}
