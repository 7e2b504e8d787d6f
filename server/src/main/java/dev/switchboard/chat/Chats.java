package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.Origin;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.journal.Journal;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The chats: sessions in which people and programs talk to agents. A turn is a run; it outlives its sender and the server. Any thread but an
 * event loop may call; a method that changes something returns when that is durable.
 *
 * <p>All methods refuse agents of the platform with {@code Forbidden}.
 */
public final class Chats {
    private static final int TEXT_MAX = 20_000;

    private final ChatEnvironment env;
    private final Stopping stopping;
    private final Sessions sessions;
    private final Sending sending;
    private final Histories histories;

    /**
     * What chats stand on.
     *
     * @param runs one of whose listeners is the log
     * @param workDir where agents work: an existing directory, as a real path
     * @param hasModel whether there is a model for agents; it may block on files
     */
    public record Parts(
            Transactor transactor,
            Journal journal,
            ChatStore store,
            Runs runs,
            ChatLog log,
            Time time,
            Ids ids,
            ChatConfig config,
            Path workDir,
            BooleanSupplier hasModel) {}

    public Chats(Parts parts) {
        env = new ChatEnvironment(
                parts.transactor(),
                parts.journal(),
                parts.store(),
                parts.runs(),
                parts.log(),
                parts.time(),
                parts.ids(),
                parts.config(),
                parts.workDir(),
                parts.hasModel());
        stopping = new Stopping(env);
        sessions = new Sessions(env, stopping);
        sending = new Sending(env, stopping, new Commands(env, sessions));
        histories = new Histories(parts.journal());
    }

    /** Reads a session key in any spelling. */
    public SessionKey key(String raw) {
        return SessionKey.of(raw, env.config().defaultAgent(), env.config().mainKey());
    }

    /** The main session of the default agent. */
    public SessionKey mainSession() {
        return key(env.config().mainKey());
    }

    /** How many turns go on, and how many sessions have such a turn or a reader. */
    public Load load() {
        return new Load(env.log().turns(), env.log().sessions().size());
    }

    /** How much is going on. */
    public record Load(int turns, int sessions) {}

    public ChatConfig config() {
        return env.config();
    }

    /**
     * Takes a message. The message, the name of the turn and the run that does its work are one transaction.
     *
     * @throws ProblemException {@code InvalidRequest}; {@code Conflict} ({@code send_blocked} by the session's policy,
     *     {@code turn_of_other_session}); {@code TooBusy}; {@code Unavailable}
     */
    public Sent send(Principal principal, ChatTurn turn) {
        env.allow(principal);
        return sending.send(principal, turn);
    }

    /**
     * Stops turns. Their readers have heard of it when this returns, unless a turn takes longer than 15 s to end.
     *
     * @param turn absent for all turns of the session
     * @param stopReason what is told as the reason: {@code rpc}, {@code stop}, …
     * @return the turns that this stopped; one that ended by itself is not among them
     * @throws ProblemException {@code Conflict} ({@code turn_of_other_session})
     */
    public List<String> abort(Principal principal, SessionKey key, @Nullable String turn, String stopReason) {
        env.allow(principal);
        return stopping.stop(principal, key, turn, stopReason);
    }

    /** The turns of a session that go on, in their order. */
    public List<String> turns(Principal principal, SessionKey key) {
        env.allow(principal);
        return env.log().turns(key).stream().map(turn -> turn.id).toList();
    }

    /** A turn, also one that ended less than 24 hours ago. */
    public Optional<StoredTurn> turn(Principal principal, String turn) {
        env.allow(principal);
        return env.store().turn(turn);
    }

    /**
     * Waits for the end of a turn.
     *
     * @return empty when it has not ended by then, or the caller was interrupted, whose flag is kept
     * @throws ProblemException {@code NotFound} for a turn that nobody has sent, or that ended more than 24 hours ago
     */
    public Optional<ChatEvent.TurnEnded> await(Principal principal, String turn, Duration patience) {
        env.allow(principal);
        LiveTurn going = env.log().turn(turn).orElse(null);
        if (going != null) {
            return Stopping.await(going, patience);
        }
        StoredTurn stored =
                env.store().turn(turn).orElseThrow(() -> new ProblemException(new Problem.NotFound("turn", turn)));
        return Optional.ofNullable(stored.end());
    }

    /**
     * Puts a message into the agent's mouth.
     *
     * @param label at most 100 characters
     * @return the message's id
     * @throws ProblemException {@code NotFound} when there is no such session
     */
    public String inject(Principal principal, SessionKey key, String text, @Nullable String label) {
        env.allow(principal);
        return sessions.inject(key, text, label);
    }

    /**
     * Tells an agent something on behalf of the system. Where there is no model it is only kept and shown.
     *
     * @return the turn that begins with it, if one does
     */
    public Optional<String> wake(Principal principal, SessionKey key, String text, WakeMode mode) {
        env.allow(principal);
        if (text.isBlank() || text.length() > TEXT_MAX) {
            throw ChatEnvironment.invalid("text", "expected: 1 to " + TEXT_MAX + " characters");
        }
        if (mode == WakeMode.NEXT_TURN || !env.hasModel().getAsBoolean()) {
            sessions.note(principal, key, text);
            return Optional.empty();
        }
        String turn = "wake-" + env.ids().uuid();
        sending.send(principal, new ChatTurn(key, text, turn, Origin.SYSTEM, List.of(), "", null, null));
        return Optional.of(turn);
    }

    /** When the agent is to hear of something. */
    public enum WakeMode {
        /** At once: it is a turn of its own. */
        NOW,
        /** In front of the next turn. */
        NEXT_TURN
    }

    public Optional<ChatSession> find(Principal principal, SessionKey key) {
        env.allow(principal);
        return env.store().find(key);
    }

    /** The session whose conversation this is. */
    public Optional<ChatSession> find(Principal principal, SessionId session) {
        env.allow(principal);
        return env.store().find(session);
    }

    /** Latest update first. */
    public List<ChatSession> list(Principal principal, SessionFilter filter) {
        env.allow(principal);
        return env.store().list(filter);
    }

    /**
     * Changes a session; makes it if there is none.
     *
     * @throws ProblemException {@code InvalidRequest}; {@code Conflict} ({@code label_in_use})
     */
    public ChatSession patch(Principal principal, SessionKey key, SessionPatch patch) {
        env.allow(principal);
        return sessions.patch(principal, key, patch);
    }

    /**
     * Begins a new conversation in a session, whose settings stay. Turns that go on are stopped first.
     *
     * @throws ProblemException {@code NotFound}; {@code Unavailable} when a turn does not end within the time
     */
    public ChatSession reset(Principal principal, SessionKey key, Duration patience) {
        env.allow(principal);
        return sessions.reset(principal, key, patience);
    }

    /**
     * Forgets a session and what was said in it. Turns that go on are stopped first.
     *
     * @return whether there was one
     * @throws ProblemException {@code InvalidRequest} for the main session of an agent; {@code Unavailable} when a turn does not end within the
     *     time
     */
    public boolean delete(Principal principal, SessionKey key, Duration patience) {
        env.allow(principal);
        return sessions.delete(principal, key, patience);
    }

    /**
     * What was said in a session since the last reset: the latest messages, as many as there is room for.
     *
     * @param limit at least 1
     * @param maxBytes what the messages may take together, about
     */
    public Transcript history(Principal principal, SessionKey key, int limit, int maxBytes) {
        env.allow(principal);
        return env.store()
                .find(key)
                .map(session -> histories.read(session, limit, maxBytes))
                .orElseGet(() -> new Transcript(null, List.of(), false));
    }

    /**
     * Reads what happens in a session, which need not exist yet.
     *
     * @param since the last event that the reader has; absent to begin with what comes now
     * @param onNews called when there is something after a poll that found nothing more; on the thread that brings it: it must be short and
     *     must not block
     * @throws ProblemException {@code BeyondEnd}, or {@code PastRetention} when what comes next is not kept any more
     */
    public ChatReader read(Principal principal, SessionKey key, @Nullable Long since, Runnable onNews) {
        env.allow(principal);
        return new SessionReader(env.log().sessions(), env.journal(), key, since, onNews);
    }

    /** Reads what happens in all sessions from now on; {@code onNews} as in {@link #read}. */
    public ChatReader readAll(Principal principal, Runnable onNews) {
        env.allow(principal);
        return new AllReader(env.log().sessions().joinAll(onNews));
    }
}
