package dev.switchboard.chat;

import dev.switchboard.chat.record.Attachment;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.Origin;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.journal.Entry;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes messages: what stops, what is a command, what becomes a turn. */
final class Sending {
    /** The longest name of a turn, in characters. */
    static final int TURN_MAX = 256;

    private static final int ATTACHMENTS_MAX = 32;
    private static final Duration REPEATABLE = Duration.ofHours(24);
    private static final Set<String> STOPS = Set.of("/stop", "stop");

    /** They stop only where something goes on: they are ordinary words. */
    private static final Set<String> BUSY_STOPS = Set.of("esc", "abort", "wait", "exit", "interrupt");

    private final ChatEnvironment env;
    private final Stopping stopping;
    private final Commands commands;

    Sending(ChatEnvironment env, Stopping stopping, Commands commands) {
        this.env = env;
        this.stopping = stopping;
        this.commands = commands;
    }

    Sent send(Principal principal, ChatTurn turn) {
        check(turn);
        SessionKey key = turn.session();
        refuseWhereDenied(env.store().find(key));
        if (turn.origin() == Origin.USER && turn.attachments().isEmpty()) {
            if (stops(turn)) {
                return new Sent.Stopped(stopping.stop(principal, key, null, "stop"));
            }
            Optional<Commands.Command> command = Commands.of(turn.message());
            if (command.isPresent()) {
                return answered(principal, turn, command.get());
            }
        }
        return env.transactor().write(tx -> send(tx, principal, turn));
    }

    private Sent send(Tx tx, Principal principal, ChatTurn turn) {
        Sent earlier = earlier(tx, turn);
        if (earlier != null) {
            return earlier;
        }
        ChatSession session = env.obtain(tx, principal, turn.session());
        refuseWhereDenied(Optional.of(session));
        Run run = env.runs().start(tx, principal, spec(turn, session), session.session());
        Entry entry = said(tx, turn);
        env.log()
                .begin(
                        tx,
                        new StoredTurn(
                                turn.id(), turn.session(), run.id(), entry.seq(), entry.at(), null, null, null, null),
                        run.id());
        env.store().update(tx, session.asked(turn.message(), entry.at()));
        return new Sent.Started(turn.id());
    }

    /** What was sent under this name before. */
    private @Nullable Sent earlier(Tx tx, ChatTurn turn) {
        env.store().deleteTurnsEndedBefore(tx, env.time().now().minus(REPEATABLE));
        StoredTurn known = env.store().turn(tx, turn.id()).orElse(null);
        if (known == null) {
            return null;
        }
        if (!known.session().equals(turn.session())) {
            throw Stopping.otherSession(turn.id());
        }
        return known.end() == null ? new Sent.InFlight(turn.id()) : new Sent.Ended(turn.id(), known.end());
    }

    private Entry said(Tx tx, ChatTurn turn) {
        return env.log()
                .append(
                        tx,
                        turn.session(),
                        new ChatEvent.UserSaid(turn.id(), turn.message(), turn.attachments(), turn.origin()));
    }

    private Sent answered(Principal principal, ChatTurn turn, Commands.Command command) {
        Sent earlier = env.transactor().write(tx -> earlier(tx, turn));
        if (earlier != null) {
            return earlier;
        }
        String answer = commands.answer(principal, turn.session(), command);
        return env.transactor().write(tx -> {
            Sent meanwhile = earlier(tx, turn);
            if (meanwhile != null) {
                return meanwhile;
            }
            ChatSession session = env.obtain(tx, principal, turn.session());
            Entry asked = said(tx, turn);
            ChatEvent.TurnEnded end = Commands.ended(turn.id(), answer);
            Entry entry = env.log().append(tx, turn.session(), end);
            StoredTurn stored = new StoredTurn(
                    turn.id(), turn.session(), null, asked.seq(), asked.at(), asked.at(), null, null, null);
            env.store().insertTurn(tx, stored.ended(end, entry.at()));
            env.store().update(tx, session.said(answer, entry.at()));
            return new Sent.Answered(turn.id(), end);
        });
    }

    private void check(ChatTurn turn) {
        if (turn.id().isBlank()
                || turn.id().length() > TURN_MAX
                || turn.id().chars().anyMatch(Character::isISOControl)) {
            throw ChatEnvironment.invalid(
                    "idempotencyKey", "expected: 1 to " + TURN_MAX + " characters without control characters");
        }
        if (turn.message().isBlank() && turn.attachments().isEmpty()) {
            throw ChatEnvironment.invalid("message", "message or attachment required");
        }
        int chars = turn.message().length() + turn.instruction().length();
        if (chars > env.config().messageChars()) {
            throw ChatEnvironment.invalid(
                    "message",
                    chars + " characters (expected: at most chat.message-chars, which is "
                            + env.config().messageChars() + ")");
        }
        if (turn.attachments().size() > ATTACHMENTS_MAX) {
            throw ChatEnvironment.invalid("attachments", "expected: at most " + ATTACHMENTS_MAX);
        }
    }

    private static void refuseWhereDenied(Optional<ChatSession> session) {
        if (session.isPresent() && "deny".equals(session.get().settings().get(Setting.SEND_POLICY))) {
            throw new ProblemException(new Problem.Conflict("send_blocked", "send blocked by session policy"));
        }
    }

    private boolean stops(ChatTurn turn) {
        String word = turn.message().strip().toLowerCase(Locale.ROOT);
        return STOPS.contains(word)
                || (BUSY_STOPS.contains(word)
                        && !env.log().turns(turn.session()).isEmpty());
    }

    private RunSpec spec(ChatTurn turn, ChatSession session) {
        String thinking = turn.thinking() == null ? session.settings().get(Setting.THINKING_LEVEL) : turn.thinking();
        return new RunSpec(
                command(turn, session),
                env.workDir(),
                null,
                session.settings().get(Setting.MODEL),
                null,
                Map.of(),
                env.config().approvals() == ChatConfig.Approvals.AUTO,
                thinking != null && !thinking.equals("off"),
                RunSpec.OnDisconnect.CONTINUE,
                new RunSpec.Budget(null, null, turn.timeout() == null ? null : seconds(turn.timeout())),
                "{}",
                new RunSpec.Origin(ChatLog.ORIGIN, turn.id()),
                null);
    }

    private static long seconds(Duration timeout) {
        return Math.max(1, timeout.plusNanos(999_999_999).toSeconds());
    }

    /** What the model is told: what was noted for this turn, then the message. */
    private static String command(ChatTurn turn, ChatSession session) {
        StringBuilder text = new StringBuilder();
        session.notes().forEach(note -> system(text, note));
        if (!turn.instruction().isBlank()) {
            system(text, turn.instruction());
        }
        for (Attachment attachment : turn.attachments()) {
            system(
                    text,
                    "The user attached \"" + attachment.name() + "\" (" + type(attachment) + ", " + attachment.bytes()
                            + " bytes). You cannot see it: say so if it matters.");
        }
        if (turn.origin() == Origin.SYSTEM) {
            system(text, turn.message());
        } else {
            text.append(turn.message());
        }
        return text.toString().strip();
    }

    private static void system(StringBuilder text, String words) {
        text.append("<system>").append(words).append("</system>\n\n");
    }

    private static String type(Attachment attachment) {
        return attachment.mimeType().isEmpty() ? "of unknown type" : attachment.mimeType();
    }
}
