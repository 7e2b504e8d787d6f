package dev.switchboard.chat;

import dev.switchboard.chat.record.Setting;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of a session.
 *
 * @param settings an empty value goes back to the default
 * @param relabel whether the label changes
 * @param label the new one, at most 64 characters; absent for none
 * @param archived absent when that does not change
 */
public record SessionPatch(
        Map<Setting, Optional<String>> settings,
        boolean relabel,
        @Nullable String label,
        @Nullable Boolean archived) {
    /** Changes nothing, but makes sure that the session exists. */
    public static final SessionPatch NONE = new SessionPatch(Map.of(), false, null, null);

    public SessionPatch {
        settings = Map.copyOf(settings);
    }
}
