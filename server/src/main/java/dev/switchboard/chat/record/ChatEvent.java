package dev.switchboard.chat.record;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a chat session, in the order of its log. A turn reads {@code UserSaid}, then {@code TurnStarted} (unless it ends before it
 * could begin), then any others of that turn, then exactly one {@code TurnEnded}. Turns do not overlap, except that the {@code UserSaid} of one
 * that waits stands between the events of the one that goes on.
 */
public sealed interface ChatEvent {

    /** What belongs to a turn. */
    sealed interface OfTurn extends ChatEvent {
        /** The turn, as its sender called it. */
        String turn();
    }

    /**
     * What has a number in its turn. The numbers rise with the log from 1 on; those between are taken by what is told of a text while it is
     * being spoken.
     */
    sealed interface Numbered extends OfTurn {
        int seq();
    }

    /** Somebody said something to the agent, and a turn begins or goes on with it. */
    record UserSaid(String turn, String text, List<Attachment> attachments, Origin origin) implements OfTurn {
        public UserSaid {
            attachments = List.copyOf(attachments);
        }
    }

    /** Who said something. */
    enum Origin {
        /** A person, as a message of its own. */
        USER,
        /** A person, to a turn that was going on. */
        STEERING,
        /** The system in a person's place: a hook or a wake. */
        SYSTEM
    }

    /**
     * The agent begins.
     *
     * @param model the provider's id
     */
    record TurnStarted(String turn, int seq, RunId run, String model) implements Numbered {}

    /** The agent thought this. */
    record Thought(String turn, String itemId, String text) implements OfTurn {}

    /**
     * The agent said this.
     *
     * @param whole everything that it has said in the turn, this included, joined by blank lines
     */
    record AssistantSaid(String turn, int seq, String itemId, String text, String whole) implements Numbered {}

    /**
     * What was being said, and had not been said to its end, does not count.
     *
     * @param whole everything that the agent has said in the turn and that counts
     * @param items ids of what is taken back: texts, thoughts and tool calls; empty for everything that had no end
     * @param reason {@code retry} or {@code server_restart}
     */
    record TakenBack(String turn, int seq, String whole, List<String> items, String reason) implements Numbered {
        public TakenBack {
            items = List.copyOf(items);
        }
    }

    /**
     * The agent calls a tool.
     *
     * @param args JSON text as the model wrote it: it may be anything; cut when it is very long
     */
    record ToolStarted(String turn, int seq, String callId, String name, String args) implements Numbered {}

    /**
     * A tool returned.
     *
     * @param result cut when it is very long
     */
    record ToolEnded(String turn, int seq, String callId, String name, String result, boolean failed)
            implements Numbered {}

    /** One call of the model is over and has used this. */
    record Used(String turn, Usage usage) implements OfTurn {}

    /** Somebody is asked whether a tool may do something; the turn waits. {@link Announcements#question} has it in words. */
    record ApprovalAsked(
            String turn,
            int seq,
            String approvalId,
            String callId,
            String tool,
            String action,
            String description,
            Instant expiresAt)
            implements Numbered {}

    /**
     * The question is answered.
     *
     * @param by {@code operator}, {@code local}, {@code agent:<id>}, {@code deadline} or {@code cancel}
     */
    record ApprovalAnswered(
            String turn,
            int seq,
            String approvalId,
            Approval.Decision decision,
            String by,
            @Nullable String feedback) implements Numbered {}

    /**
     * The end.
     *
     * @param text everything that the agent has said in the turn; for a command, its answer
     * @param errorMessage for people; present when the outcome is an error
     * @param stopReason {@code stop} for a plain end, {@code injected} for the answer to a command, {@code max_steps}, {@code error}; of a turn that
     *     was stopped from outside, what whoever stopped it said: {@code rpc}, {@code stop}, {@code timeout}, …
     */
    record TurnEnded(
            String turn,
            int seq,
            Outcome outcome,
            String text,
            @Nullable String errorMessage,
            @Nullable ErrorKind errorKind,
            String stopReason,
            Usage usage)
            implements Numbered {}

    /** How a turn ends. */
    enum Outcome {
        FINISHED,
        ERROR,
        ABORTED
    }

    /** What kind of error ended a turn. */
    enum ErrorKind {
        REFUSAL,
        TIMEOUT,
        RATE_LIMIT,
        CONTEXT_LENGTH,
        UNKNOWN
    }

    /** Somebody put a message into the agent's mouth. */
    record Injected(String messageId, String text, @Nullable String label) implements ChatEvent {}

    /** The system said something that nobody has to answer; the agent hears of it with the next turn. */
    record SystemNote(String text) implements ChatEvent {}

    /** The conversation begins anew: nothing before this belongs to it. */
    record Reset(SessionId session) implements ChatEvent {}

    /** The session was deleted: nothing before this is left. What follows belongs to a new session with the same key. */
    record Deleted() implements ChatEvent {}
}
