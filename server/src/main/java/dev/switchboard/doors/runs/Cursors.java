package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Faults;
import dev.switchboard.runs.record.RunStore;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** Places in lists as text that callers hand back without looking into it. */
final class Cursors {
    private static final int CHARS_MAX = 400;

    private Cursors() {}

    static String text(RunStore.Cursor cursor) {
        byte[] place = (cursor.at().toEpochMilli() + ":" + cursor.id()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
    }

    /** Reads a cursor; refuses what is none of ours. */
    static RunStore.Cursor read(String text) {
        try {
            if (text.length() <= CHARS_MAX) {
                String place = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int colon = place.indexOf(':');
                if (colon > 0 && colon + 1 < place.length()) {
                    Instant at = Instant.ofEpochMilli(Long.parseLong(place, 0, colon, 10));
                    return new RunStore.Cursor(at, place.substring(colon + 1));
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Not one of ours: refused below like any other.
        }
        throw Faults.one("cursor", "value_error", "Value error, expected the next of an earlier answer", text);
    }
}
