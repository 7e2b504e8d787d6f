package dev.switchboard.chat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.record.ChatEvent.Outcome;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.Approval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages that the system answers itself, at once. */
final class Commands {
    /** The stop reason of such an answer. */
    static final String ANSWERED = "injected";

    /** So many characters of an approval's id are enough where no other pending one begins with them. */
    private static final int ID_PART_MIN = 4;

    private final ChatEnvironment env;
    private final Sessions sessions;

    Commands(ChatEnvironment env, Sessions sessions) {
        this.env = env;
        this.sessions = sessions;
    }

    /** A command. */
    sealed interface Command {
        /**
         * Answers an approval.
         *
         * @param id or the beginning of one; empty for the only one that is pending
         */
        record Decide(boolean approves, String id, @Nullable String reason) implements Command {}

        record Status() implements Command {}

        record Reset() implements Command {}
    }

    /** The command that a message is, if it is one. */
    static Optional<Command> of(String message) {
        String text = message.strip();
        String[] words = text.split("\\s+", 3);
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "/approve" ->
                words.length < 3
                        ? Optional.of(new Command.Decide(true, words.length < 2 ? "" : words[1], null))
                        : Optional.empty();
            case "/deny" ->
                Optional.of(new Command.Decide(
                        false, words.length < 2 ? "" : words[1], words.length < 3 ? null : words[2].strip()));
            case "/status" -> words.length == 1 ? Optional.of(new Command.Status()) : Optional.empty();
            case "/reset", "/new" -> words.length == 1 ? Optional.of(new Command.Reset()) : Optional.empty();
            default -> Optional.empty(); // Words of people: anything else is for the agent.
        };
    }

    /** Does what the command says and returns what there is to say about it. */
    String answer(Principal principal, SessionKey key, Command command) {
        return switch (command) {
            case Command.Decide decide -> decide(principal, key, decide);
            case Command.Status c -> status(principal, key);
            case Command.Reset c -> reset(principal, key);
        };
    }

    /** The end of a turn that was such a command. */
    static TurnEnded ended(String turn, String answer) {
        return new TurnEnded(turn, 1, Outcome.FINISHED, answer, null, null, ANSWERED, Usage.NONE);
    }

    private String decide(Principal principal, SessionKey key, Command.Decide decide) {
        List<Approval> pending = pending(principal, key);
        List<Approval> meant = pending.stream()
                .filter(approval -> approval.id().equals(decide.id())
                        || decide.id().isEmpty()
                        || (decide.id().length() >= ID_PART_MIN && approval.id().startsWith(decide.id())))
                .toList();
        if (meant.size() != 1) {
            return refusal(pending, meant);
        }
        Approval approval = meant.getFirst();
        try {
            env.runs()
                    .decide(
                            principal,
                            approval.run(),
                            approval.id(),
                            decide.approves() ? Approval.Decision.APPROVE : Approval.Decision.REJECT,
                            decide.reason());
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Conflict conflict) {
                return conflict.detail();
            }
            throw e;
        }
        return (decide.approves() ? "Approved: " : "Denied: ") + approval.description();
    }

    private static String refusal(List<Approval> pending, List<Approval> meant) {
        if (pending.isEmpty()) {
            return "No approval is waiting in this chat.";
        }
        StringBuilder text = new StringBuilder(
                meant.isEmpty() ? "No approval with this id is waiting." : "Several approvals are waiting.");
        text.append(" Waiting:");
        pending.forEach(
                approval -> text.append("\n").append(approval.id()).append("  ").append(approval.description()));
        return text.toString();
    }

    private List<Approval> pending(Principal principal, SessionKey key) {
        List<Approval> pending = new ArrayList<>();
        for (LiveTurn turn : env.log().turns(key)) {
            env.runs().approvals(principal, turn.run).stream()
                    .filter(approval -> approval.status() == Approval.Status.PENDING)
                    .forEach(pending::add);
        }
        return pending;
    }

    private String status(Principal principal, SessionKey key) {
        StringBuilder text = new StringBuilder("Session ").append(key);
        ChatSession session = env.store().find(key).orElse(null);
        String model = session == null ? null : session.settings().get(Setting.MODEL);
        text.append("\nModel: ")
                .append(model != null ? model : env.hasModel().getAsBoolean() ? "default" : "none is configured");
        text.append("\nTurns going on: ").append(env.log().turns(key).size());
        text.append("\nApprovals waiting: ").append(pending(principal, key).size());
        if (session != null) {
            text.append("\nTokens: ")
                    .append(session.usage().promptTokens())
                    .append(" in, ")
                    .append(session.usage().completionTokens())
                    .append(" out");
        }
        return text.toString();
    }

    private String reset(Principal principal, SessionKey key) {
        if (env.store().find(key).isPresent()) {
            sessions.reset(principal, key, Stopping.PATIENCE);
        }
        return "A new conversation begins.";
    }
}
