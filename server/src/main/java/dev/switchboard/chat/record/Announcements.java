package dev.switchboard.chat.record;

import dev.switchboard.chat.record.ChatEvent.ApprovalAsked;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the system says in a chat, so that every door says it alike. */
public final class Announcements {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Announcements() {}

    /** An approval that is asked for, with the ways to answer it. */
    public static String question(ApprovalAsked asked) {
        return "Approval needed: " + asked.tool() + " wants to " + asked.action() + ".\n" + asked.description()
                + "\n\nAnswer with /approve " + asked.approvalId() + " or /deny " + asked.approvalId()
                + " [reason]. Without an answer it is denied at " + CLOCK.format(asked.expiresAt()) + ".";
    }
}
