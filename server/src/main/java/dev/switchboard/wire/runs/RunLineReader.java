package dev.switchboard.wire.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a type and a payload into what the line says. */
public final class RunLineReader {
    private RunLineReader() {}

    /** Reads a line's payload; absent and {@code null} payloads are those without members. */
    public static RunLine read(String type, @Nullable JsonMembers payload) {
        return switch (type) {
            case "thread.started" -> threadStarted(payload);
            case "item.completed" -> item(payload);
            case "content_part" -> contentPart(payload);
            case "item.delta" -> delta(payload);
            case "tool_call" -> toolCall(payload);
            case "tool_result" -> toolResult(payload);
            case "approval_request" ->
                payload == null ? new RunLine.Other(type) : new RunLine.ApprovalAsked(ApprovalDocument.read(payload));
            case "approval_response" -> approvalAnswered(payload);
            case "step_retry" -> stepRetried(payload);
            case "steer" -> new RunLine.Steered(onlyText(payload, "text"));
            case "resumed" -> new RunLine.Resumed(onlyText(payload, "reason"));
            case "subagent_event" -> nested(payload);
            case "error" -> failed(payload);
            case "turn.completed" -> ended(payload);
            case "heartbeat" -> heartbeat(payload);
            default -> new RunLine.Other(type);
        };
    }

    private static RunLine threadStarted(@Nullable JsonMembers payload) {
        String session = "";
        String workDir = "";
        String model = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "session_id" -> session = payload.text();
                case "work_dir" -> workDir = payload.text();
                case "model_name" -> model = payload.text();
                default -> {}
            }
        }
        return new RunLine.ThreadStarted(session, workDir, model);
    }

    private static RunLine item(@Nullable JsonMembers payload) {
        String id = "";
        String text = "";
        while (payload != null && payload.next()) {
            JsonMembers item = payload.name().equals("item") ? payload.object() : null;
            while (item != null && item.next()) {
                switch (item.name()) {
                    case "id" -> id = item.text();
                    case "text" -> text = item.text();
                    default -> {}
                }
            }
        }
        return new RunLine.Said(id, text);
    }

    private static RunLine contentPart(@Nullable JsonMembers payload) {
        String type = "";
        String id = "";
        String text = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "type" -> type = payload.text();
                case "item_id" -> id = payload.text();
                case "think" -> text = payload.text();
                default -> {}
            }
        }
        return type.equals("think") ? new RunLine.Thought(id, text) : new RunLine.Other("content_part");
    }

    private static RunLine delta(@Nullable JsonMembers payload) {
        String id = "";
        String kind = "";
        long offset = 0;
        String text = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "item_id" -> id = payload.text();
                case "kind" -> kind = payload.text();
                case "offset" -> offset = payload.number();
                case "delta" -> text = payload.text();
                default -> {}
            }
        }
        return new RunLine.Delta(id, kind, offset, text);
    }

    private static RunLine toolCall(@Nullable JsonMembers payload) {
        String id = "";
        String tool = "";
        String arguments = "";
        while (payload != null && payload.next()) {
            if (payload.name().equals("id")) {
                id = payload.text();
            }
            JsonMembers function = payload.name().equals("function") ? payload.object() : null;
            while (function != null && function.next()) {
                switch (function.name()) {
                    case "name" -> tool = function.text();
                    case "arguments" -> arguments = function.text();
                    default -> {}
                }
            }
        }
        return new RunLine.ToolCalled(id, tool, arguments);
    }

    private static RunLine toolResult(@Nullable JsonMembers payload) {
        String id = "";
        boolean ok = false;
        String message = "";
        String brief = "";
        String output = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "tool_call_id" -> id = payload.text();
                case "ok" -> ok = payload.flag();
                default -> {}
            }
            JsonMembers result = payload.name().equals("result") ? payload.object() : null;
            while (result != null && result.next()) {
                switch (result.name()) {
                    case "message" -> message = result.text();
                    case "brief" -> brief = result.text();
                    case "output" -> output = result.text();
                    default -> {}
                }
            }
        }
        return new RunLine.ToolEnded(id, ok, message, brief, output);
    }

    private static RunLine approvalAnswered(@Nullable JsonMembers payload) {
        String id = "";
        String decision = "";
        String by = "";
        String feedback = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "id" -> id = payload.text();
                case "decision" -> decision = payload.text();
                case "by" -> by = payload.text();
                case "feedback" -> feedback = payload.text();
                default -> {}
            }
        }
        return new RunLine.ApprovalAnswered(id, decision, by, feedback);
    }

    private static RunLine stepRetried(@Nullable JsonMembers payload) {
        long attempt = 0;
        long delayMs = 0;
        String reason = "";
        List<String> discarded = List.of();
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "discarded" -> discarded = payload.scalars();
                case "attempt" -> attempt = payload.number();
                case "delay_ms" -> delayMs = payload.number();
                case "reason" -> reason = payload.text();
                default -> {}
            }
        }
        return new RunLine.StepRetried(attempt, delayMs, reason, discarded);
    }

    private static RunLine nested(@Nullable JsonMembers payload) {
        String callId = "";
        RunLine inner = new RunLine.Other("subagent_event");
        while (payload != null && payload.next()) {
            if (payload.name().equals("task_tool_call_id")) {
                callId = payload.text();
            }
            JsonMembers event = payload.name().equals("event") ? payload.object() : null;
            if (event != null) {
                inner = inner(event);
            }
        }
        return new RunLine.Nested(callId, inner);
    }

    /** The type stands before the payload, as everywhere in these documents. */
    private static RunLine inner(JsonMembers event) {
        String type = "";
        RunLine line = new RunLine.Other(type);
        while (event.next()) {
            switch (event.name()) {
                case "type" -> {
                    type = event.text();
                    line = new RunLine.Other(type);
                }
                case "payload" -> line = read(type, event.object());
                default -> {}
            }
        }
        return line;
    }

    private static RunLine.Failed failed(@Nullable JsonMembers payload) {
        String message = "";
        String details = "";
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "message" -> message = payload.text();
                case "details" -> details = payload.scalar();
                default -> {}
            }
        }
        return new RunLine.Failed(message, details);
    }

    private static RunLine ended(@Nullable JsonMembers payload) {
        RunStatus status = RunStatus.OTHER;
        String reason = "";
        long steps = 0;
        TokenUsage usage = TokenUsage.NONE;
        DigestDocument digest = null;
        RunLine.Failed error = null;
        while (payload != null && payload.next()) {
            switch (payload.name()) {
                case "status" -> status = RunStatus.of(payload.text());
                case "reason" -> reason = payload.text();
                case "steps" -> steps = payload.number();
                case "usage" -> usage = TokenUsage.read(payload.object());
                case "digest" -> digest = DigestDocument.read(payload.object());
                case "error" -> {
                    JsonMembers failure = payload.object();
                    error = failure == null ? null : failed(failure);
                }
                default -> {}
            }
        }
        return new RunLine.Ended(status, reason, steps, usage, digest, error);
    }

    private static RunLine heartbeat(@Nullable JsonMembers payload) {
        long after = 0;
        while (payload != null && payload.next()) {
            if (payload.name().equals("after")) {
                after = payload.number();
            }
        }
        return new RunLine.Heartbeat(after);
    }

    private static String onlyText(@Nullable JsonMembers payload, String name) {
        String text = "";
        while (payload != null && payload.next()) {
            if (payload.name().equals(name)) {
                text = payload.text();
            }
        }
        return text;
    }
}
