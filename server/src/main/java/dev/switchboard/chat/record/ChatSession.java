package dev.switchboard.chat.record;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A chat session as it stands.
 *
 * @param session the conversation that its turns continue; a reset gives it a new one
 * @param label a name that people gave it, unique among sessions
 * @param title made of the first message; empty before it
 * @param preview the beginning of the latest message; empty before the first
 * @param model the provider's id of the model that answered last; empty before the first answer
 * @param usage of all turns since the last reset
 * @param notes what the model is told in front of the next turn
 * @param updatedAt when something was last said or set
 * @param firstCursor the first event of the log that is kept
 * @param lastCursor the last event of the log; 0 when there never was one
 */
public record ChatSession(
        SessionKey key,
        SessionId session,
        @Nullable String label,
        ChatSettings settings,
        String title,
        String preview,
        String model,
        Usage usage,
        List<String> notes,
        Instant createdAt,
        Instant updatedAt,
        boolean archived,
        long firstCursor,
        long lastCursor) {
    private static final int TITLE_MAX = 60;
    private static final int PREVIEW_MAX = 240;
    private static final int NOTES_MAX = 20;

    public ChatSession {
        notes = List.copyOf(notes);
    }

    /** One in which nothing has happened. */
    public static ChatSession fresh(SessionKey key, SessionId session, Instant at) {
        return new ChatSession(
                key, session, null, ChatSettings.NONE, "", "", "", Usage.NONE, List.of(), at, at, false, 1, 0);
    }

    /** Somebody sent a message: it gives the session its title, if it is the first one, and takes along what was noted for it. */
    public ChatSession asked(String text, Instant at) {
        return changed(title.isEmpty() ? OneLine.of(text, TITLE_MAX) : title, text, usage, List.of(), at, false);
    }

    /** Something was said. */
    public ChatSession said(String text, Instant at) {
        return changed(title, text, usage, notes, at, archived);
    }

    /** Something was said that the model hears of with the next turn; of many such notes the latest count. */
    public ChatSession noted(String text, String note, Instant at) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return changed(
                title, text, usage, more.subList(Math.max(0, more.size() - NOTES_MAX), more.size()), at, archived);
    }

    /** A turn ended. */
    public ChatSession used(Usage more, String answeredBy, Instant at) {
        ChatSession next = changed(title, preview, usage.plus(more), notes, at, archived);
        return answeredBy.isEmpty() ? next : next.by(answeredBy);
    }

    /** The same session with a new conversation. */
    public ChatSession reset(SessionId conversation, Instant at) {
        return new ChatSession(
                key,
                conversation,
                label,
                settings,
                "",
                "",
                model,
                Usage.NONE,
                List.of(),
                createdAt,
                at,
                archived,
                firstCursor,
                lastCursor);
    }

    /** With other settings. */
    public ChatSession set(@Nullable String newLabel, ChatSettings newSettings, boolean nowArchived, Instant at) {
        return new ChatSession(
                key,
                session,
                newLabel,
                newSettings,
                title,
                preview,
                model,
                usage,
                notes,
                createdAt,
                at,
                nowArchived,
                firstCursor,
                lastCursor);
    }

    /** What a search looks through, in lower case. */
    public String foundBy() {
        return (key + "\n" + (label == null ? "" : label) + "\n" + title).toLowerCase(Locale.ROOT);
    }

    /** As it stands in the log. */
    public ChatSession at(long first, long last) {
        return new ChatSession(
                key, session, label, settings, title, preview, model, usage, notes, createdAt, updatedAt, archived,
                first, last);
    }

    private ChatSession changed(
            String newTitle, String latest, Usage newUsage, List<String> newNotes, Instant at, boolean nowArchived) {
        return new ChatSession(
                key,
                session,
                label,
                settings,
                newTitle,
                OneLine.of(latest, PREVIEW_MAX),
                model,
                newUsage,
                newNotes,
                createdAt,
                at,
                nowArchived,
                firstCursor,
                lastCursor);
    }

    private ChatSession by(String answeredBy) {
        return new ChatSession(
                key,
                session,
                label,
                settings,
                title,
                preview,
                answeredBy,
                usage,
                notes,
                createdAt,
                updatedAt,
                archived,
                firstCursor,
                lastCursor);
    }
}
