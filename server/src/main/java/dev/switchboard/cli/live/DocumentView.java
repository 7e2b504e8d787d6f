package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.DigestDocument;
import dev.switchboard.wire.runs.RunLine;
import dev.switchboard.wire.runs.TokenUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Sums a run up in one JSON document, when it has ended or waits for a person. */
public final class DocumentView implements RunView {
    private final Screen screen;
    private final String runId;
    private final String sessionId;
    private final boolean finalOnly;
    private final Messages messages = new Messages();
    private long last;

    /**
     * @param finalOnly whether only the last message is wanted
     */
    public DocumentView(Screen screen, String runId, String sessionId, boolean finalOnly) {
        this.screen = screen;
        this.runId = runId;
        this.sessionId = sessionId;
        this.finalOnly = finalOnly;
    }

    @Override
    public boolean wantsDeltas() {
        return false;
    }

    @Override
    public void line(StreamLine line, RunLine says) {
        messages.hear(says);
        last = Math.max(last, line.seq());
    }

    @Override
    public void ended(RunStream.End end) {
        screen.data(JsonText.object(json -> {
            head(json, end.status().wire());
            RunLine.Ended line = end.line();
            if (line != null) {
                end(json, line);
            }
            json.writeBooleanProperty("complete", end.verified());
        }));
    }

    @Override
    public void waiting(ApprovalDocument approval, Failure failure) {
        screen.data(JsonText.object(json -> {
            head(json, "waiting");
            json.writeObjectPropertyStart("approval")
                    .writeStringProperty("id", approval.id())
                    .writeStringProperty("sender", approval.sender())
                    .writeStringProperty("action", approval.action())
                    .writeStringProperty("description", approval.description())
                    .writeStringProperty("expires_at", approval.expiresAt())
                    .writeEndObject()
                    .writeStringProperty("next", failure.next());
        }));
    }

    @Override
    public void failed(Failure failure) {
        // The failure itself is the document, on standard error.
    }

    private void head(JsonGenerator json, String status) {
        json.writeStringProperty("run_id", runId)
                .writeStringProperty("session_id", sessionId)
                .writeStringProperty("status", status)
                .writeStringProperty("text", messages.last());
        if (!finalOnly) {
            json.writeArrayPropertyStart("messages");
            messages.all().forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeNumberProperty("last_seq", last);
    }

    private static void end(JsonGenerator json, RunLine.Ended line) {
        if (!line.reason().isEmpty()) {
            json.writeStringProperty("reason", line.reason());
        }
        json.writeNumberProperty("steps", line.steps());
        usage(json, line.usage());
        digest(json, line.digest());
        RunLine.Failed error = line.error();
        if (error != null) {
            json.writeObjectPropertyStart("error").writeStringProperty("message", error.message());
            if (!error.details().isEmpty()) {
                json.writeStringProperty("details", error.details());
            }
            json.writeEndObject();
        }
    }

    private static void usage(JsonGenerator json, TokenUsage usage) {
        json.writeObjectPropertyStart("usage")
                .writeNumberProperty("prompt_tokens", usage.promptTokens())
                .writeNumberProperty("completion_tokens", usage.completionTokens())
                .writeNumberProperty("cached_tokens", usage.cachedTokens())
                .writeNumberProperty("reasoning_tokens", usage.reasoningTokens());
        TokenUsage.Cost cost = usage.cost();
        if (cost != null) {
            json.writeObjectPropertyStart("cost")
                    .writeStringProperty("amount", cost.amount())
                    .writeStringProperty("currency", cost.currency())
                    .writeEndObject();
        }
        json.writeEndObject();
    }

    private static void digest(JsonGenerator json, @Nullable DigestDocument digest) {
        if (digest != null) {
            json.writeObjectPropertyStart("digest")
                    .writeNumberProperty("events", digest.events())
                    .writeStringProperty("sha256", digest.sha256())
                    .writeEndObject();
        }
    }
}
