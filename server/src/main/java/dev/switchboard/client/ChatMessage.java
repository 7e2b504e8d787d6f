package dev.switchboard.client;

import dev.switchboard.wire.runs.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a session's history. What is not told is empty or zero.
 *
 * @param role {@code user}, {@code assistant}, {@code toolResult} or {@code system}
 * @param tool whose result it is
 * @param error why the model's answer failed
 * @param at in milliseconds since 1970
 * @param cursor its position in the session's log
 */
public record ChatMessage(
        String role,
        List<Part> parts,
        String tool,
        boolean failed,
        String stopReason,
        String error,
        String model,
        long at,
        long cursor,
        String turn) {
    public ChatMessage {
        parts = List.copyOf(parts);
    }

    /** A part of what was said. */
    public sealed interface Part {}

    public record Text(String text) implements Part {}

    public record Thinking(String text) implements Part {}

    /** @param args JSON or, where the model wrote none, text */
    public record ToolCall(String tool, String args) implements Part {}

    /** Its words, without thoughts and tools. */
    public String text() {
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Text text) {
                texts.add(text.text());
            }
        }
        return String.join("\n", texts);
    }

    static ChatMessage read(JsonMembers members) {
        String role = "";
        List<Part> parts = List.of();
        String tool = "";
        boolean failed = false;
        String stopReason = "";
        String error = "";
        String model = "";
        long at = 0;
        Place place = new Place(0, "");
        while (members.next()) {
            switch (members.name()) {
                case "role" -> role = members.text();
                case "content" -> parts = content(members);
                case "toolName" -> tool = members.text();
                case "isError" -> failed = members.flag();
                case "stopReason" -> stopReason = members.text();
                case "errorMessage" -> error = members.text();
                case "model" -> model = members.text();
                case "timestamp" -> at = members.number();
                case "__openclaw" -> place = Place.read(members.object());
                default -> {}
            }
        }
        return new ChatMessage(role, parts, tool, failed, stopReason, error, model, at, place.cursor(), place.turn());
    }

    private static List<Part> content(JsonMembers members) {
        String plain = members.textOrNull();
        return plain != null ? List.of(new Text(plain)) : members.objects(ChatMessage::part);
    }

    private static Part part(JsonMembers members) {
        String type = "";
        String text = "";
        String name = "";
        String args = "";
        while (members.next()) {
            switch (members.name()) {
                case "type" -> type = members.text();
                case "text", "thinking" -> text = members.text();
                case "name" -> name = members.text();
                case "arguments" -> args = members.json();
                default -> {}
            }
        }
        return switch (type) {
            case "thinking" -> new Thinking(text);
            case "toolCall" -> new ToolCall(name, args);
            default -> new Text(text);
        };
    }

    /** Where a message stands in the log. */
    private record Place(long cursor, String turn) {
        static Place read(@Nullable JsonMembers members) {
            long cursor = 0;
            String turn = "";
            while (members != null && members.next()) {
                switch (members.name()) {
                    case "seq" -> cursor = members.number();
                    case "runId" -> turn = members.text();
                    default -> {}
                }
            }
            return new Place(cursor, turn);
        }
    }
}
