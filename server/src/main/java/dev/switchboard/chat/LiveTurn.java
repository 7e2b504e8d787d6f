package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.runs.record.RunId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A turn that has not ended, as this process has it in hand. What changes is guarded by its {@link LiveSession}'s lock. */
final class LiveTurn {
    private static final String BLANK_LINE = "\n\n";

    final String id;
    final SessionKey key;
    final RunId run;
    final long firstCursor;
    final LiveSession session;

    /** How it ended, once readers may know of it. */
    final CompletableFuture<ChatEvent.TurnEnded> ended = new CompletableFuture<>();

    /** Names of the tools that were called and have not returned, by the call. */
    final Map<String, String> tools = new HashMap<>();

    /** Items that are part of {@link #whole}, or void, and that the speaker may still think are being spoken. */
    final Set<String> settled = new HashSet<>();

    /** The last number that was given. */
    int seq;

    /** Everything that was said to its end. */
    String whole = "";

    /** The text that readers have. */
    String shown = "";

    /** Whether readers have its end. */
    boolean over;

    LiveTurn(StoredTurn turn, RunId run, LiveSession session) {
        this.id = turn.id();
        this.key = turn.session();
        this.run = run;
        this.firstCursor = turn.firstCursor();
        this.session = session;
    }

    /** What was said, with what is being said; of a very long text its end. */
    String with(Map<String, StringBuilder> open) {
        StringBuilder text = new StringBuilder(whole);
        open.forEach((item, words) -> {
            if (!settled.contains(item) && !words.isEmpty()) {
                int from = Math.max(0, words.length() - Cut.SAID_MAX - 1);
                text.append(text.isEmpty() ? "" : BLANK_LINE).append(words, from, words.length());
            }
        });
        return Cut.endOf(text.toString(), Cut.SAID_MAX);
    }

    /** What was said, with one more text. */
    String with(String text) {
        return Cut.endOf(whole.isEmpty() ? text : whole + BLANK_LINE + text, Cut.SAID_MAX);
    }
}
