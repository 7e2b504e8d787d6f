package dev.switchboard.chat.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions; absent parts match all.
 *
 * @param max how many, 1 to 1,000
 * @param updatedSince only those that were updated then or later
 * @param search text in the key, the label or the title, whatever its case
 * @param global whether the session {@code global} is wanted too
 * @param unknown whether the session {@code unknown} is wanted too
 * @param archived whether archived sessions are wanted too
 */
public record SessionFilter(
        int max,
        @Nullable Instant updatedSince,
        @Nullable String agentId,
        @Nullable String label,
        @Nullable String spawnedBy,
        @Nullable String search,
        boolean global,
        boolean unknown,
        boolean archived) {
    public static final int MAX = 1_000;

    public SessionFilter {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 to " + MAX + ")");
        }
    }

    /** The latest sessions of any kind that are not archived. */
    public static SessionFilter latest(int max) {
        return new SessionFilter(max, null, null, null, null, null, true, true, false);
    }
}
