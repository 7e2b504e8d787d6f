package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatSettings;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.journal.Entry;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done to sessions besides talking in them. */
final class Sessions {
    private static final int LABEL_MAX = 64;
    private static final int INJECTED_LABEL_MAX = 100;

    private final ChatEnvironment env;
    private final Stopping stopping;

    Sessions(ChatEnvironment env, Stopping stopping) {
        this.env = env;
        this.stopping = stopping;
    }

    ChatSession patch(Principal principal, SessionKey key, SessionPatch patch) {
        patch.settings().forEach((setting, value) -> value.ifPresent(text -> check(setting, text)));
        String label = patch.label() == null ? null : patch.label().strip();
        if (label != null && (label.isEmpty() || label.length() > LABEL_MAX)) {
            throw ChatEnvironment.invalid("label", "a label has 1 to " + LABEL_MAX + " characters");
        }
        return env.transactor().write(tx -> patch(tx, principal, key, patch, label));
    }

    private ChatSession patch(Tx tx, Principal principal, SessionKey key, SessionPatch patch, @Nullable String label) {
        ChatSession before = env.obtain(tx, principal, key);
        if (patch.equals(SessionPatch.NONE)) {
            return before;
        }
        if (label != null) {
            Optional<SessionKey> holder = env.store().labelled(tx, label);
            if (holder.isPresent() && !holder.get().equals(key)) {
                throw new ProblemException(new Problem.Conflict("label_in_use", "label already in use: " + label));
            }
        }
        ChatSettings settings = before.settings().with(patch.settings());
        boolean archived = patch.archived() == null ? before.archived() : patch.archived();
        ChatSession after = before.set(
                patch.relabel() ? label : before.label(),
                settings,
                archived,
                env.time().now());
        env.store().update(tx, after);
        return after;
    }

    private static void check(Setting setting, String value) {
        String field = setting.name().toLowerCase(Locale.ROOT);
        if (!setting.words().isEmpty() && !setting.words().contains(value)) {
            throw ChatEnvironment.invalid(field, "expected: one of " + String.join(", ", setting.words()));
        }
        if (value.isBlank()
                || value.length() > Setting.LENGTH_MAX
                || value.chars().anyMatch(Character::isISOControl)) {
            throw ChatEnvironment.invalid(
                    field, "expected: 1 to " + Setting.LENGTH_MAX + " characters without control characters");
        }
    }

    ChatSession reset(Principal principal, SessionKey key, Duration patience) {
        stopping.all(principal, key, "reset", patience);
        Reset done = env.transactor().write(tx -> {
            ChatSession before = env.known(tx, key);
            requireIdle(key);
            SessionId conversation = env.runs().openSession(tx, principal);
            Entry entry = env.log().append(tx, key, new ChatEvent.Reset(conversation));
            ChatSession after = before.reset(conversation, entry.at());
            env.store().update(tx, after);
            return new Reset(after.at(before.firstCursor(), entry.seq()), entry.seq());
        });
        env.log().forget(key, done.cursor() - 1);
        return done.session();
    }

    boolean delete(Principal principal, SessionKey key, Duration patience) {
        if (key.isMain(env.config().mainKey())) {
            throw ChatEnvironment.invalid("key", "the main session (" + key + ") cannot be deleted");
        }
        stopping.all(principal, key, "deleted", patience);
        Deletion done = env.transactor().write(tx -> {
            if (env.store().find(tx, key).isEmpty()) {
                return new Deletion(false, env.journal().lastSeq(tx, key.events()));
            }
            requireIdle(key);
            env.store().delete(tx, key);
            return new Deletion(
                    true, env.log().append(tx, key, new ChatEvent.Deleted()).seq());
        });
        // Also when there was none: an earlier deletion may not have come this far.
        env.log().forget(key, done.cursor() - 1);
        return done.deleted();
    }

    private record Deletion(boolean deleted, long cursor) {}

    /** On the writer thread: nobody can begin a turn meanwhile. */
    private void requireIdle(SessionKey key) {
        List<LiveTurn> going = env.log().turns(key);
        if (!going.isEmpty()) {
            throw Stopping.stillGoing(going.getFirst());
        }
    }

    String inject(SessionKey key, String text, @Nullable String label) {
        if (text.isBlank() || text.length() > env.config().messageChars()) {
            throw ChatEnvironment.invalid(
                    "message", "a message has 1 to " + env.config().messageChars() + " characters");
        }
        if (label != null && label.length() > INJECTED_LABEL_MAX) {
            throw ChatEnvironment.invalid("label", "a label has at most " + INJECTED_LABEL_MAX + " characters");
        }
        String id = env.ids().uuid();
        return env.transactor().write(tx -> {
            ChatSession before = env.known(tx, key);
            Entry entry = env.log().append(tx, key, new ChatEvent.Injected(id, text, label));
            String note = "Meanwhile the user was shown this message as if it were yours"
                    + (label == null ? "" : " (" + label + ")") + ": " + text;
            env.store().update(tx, before.noted(text, note, entry.at()));
            return id;
        });
    }

    /** Says something in a session, which is made if need be, and keeps it for the next turn. */
    void note(Principal principal, SessionKey key, String text) {
        env.transactor().write(tx -> {
            ChatSession before = env.obtain(tx, principal, key);
            Entry entry = env.log().append(tx, key, new ChatEvent.SystemNote(text));
            env.store().update(tx, before.noted(text, text, entry.at()));
            return null;
        });
    }

    private record Reset(ChatSession session, long cursor) {}
}
