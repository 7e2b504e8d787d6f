package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent.ErrorKind;
import dev.switchboard.chat.record.ChatEvent.Outcome;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.runs.record.RunEvent.Failed;
import dev.switchboard.runs.record.RunEvent.TurnCompleted;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the end of a run is for its turn. */
final class Endings {
    /** Somebody stopped the turn and did not say why. */
    private static final String STOPPED = "rpc";

    private Endings() {}

    /**
     * @param stopReason what whoever stopped the turn said
     */
    static TurnEnded of(LiveTurn turn, int seq, TurnCompleted end, @Nullable String stopReason) {
        return switch (end.status()) {
            case FINISHED -> new TurnEnded(turn.id, seq, Outcome.FINISHED, turn.whole, null, null, "stop", end.usage());
            case CANCELLED ->
                new TurnEnded(
                        turn.id,
                        seq,
                        Outcome.ABORTED,
                        turn.session.shown(turn),
                        null,
                        null,
                        stopReason == null ? STOPPED : stopReason,
                        end.usage());
            case MAX_STEPS_REACHED ->
                new TurnEnded(
                        turn.id,
                        seq,
                        Outcome.ERROR,
                        turn.whole,
                        "The agent stopped after " + end.steps()
                                + " steps, as many as it may take. Send a message to let it go on.",
                        ErrorKind.UNKNOWN,
                        "max_steps",
                        end.usage());
            case ERROR -> {
                String message = message(end.error());
                yield new TurnEnded(
                        turn.id,
                        seq,
                        Outcome.ERROR,
                        turn.session.shown(turn),
                        message,
                        kind(end.reason(), message),
                        "error",
                        end.usage());
            }
            case QUEUED, RUNNING, WAITING -> throw new IllegalStateException("a run ended as " + end.status());
        };
    }

    private static String message(@Nullable Failed error) {
        if (error == null) {
            return "The turn failed.";
        }
        String message = error.details() == null || error.details().isEmpty()
                ? error.message()
                : error.message() + ": " + error.details();
        return Cut.to(message, Cut.TOOL_MAX);
    }

    /** The provider's own words are all there is to tell its errors apart. */
    private static ErrorKind kind(@Nullable String reason, String message) {
        if ("budget_seconds".equals(reason)) {
            return ErrorKind.TIMEOUT;
        }
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("error code: 429")) {
            return ErrorKind.RATE_LIMIT;
        }
        if (text.contains("context_length") || text.contains("context length") || text.contains("context window")) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        return text.contains("content_filter") ? ErrorKind.REFUSAL : ErrorKind.UNKNOWN;
    }
}
