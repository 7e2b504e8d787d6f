package dev.switchboard.chat;

import dev.switchboard.chat.Transcript.Assistant;
import dev.switchboard.chat.Transcript.Message;
import dev.switchboard.chat.Transcript.Note;
import dev.switchboard.chat.Transcript.Part;
import dev.switchboard.chat.Transcript.ToolResult;
import dev.switchboard.chat.Transcript.User;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import java.util.List;

/** Reads what was said in a session from the end of its log, as far back as is asked for. */
final class Histories {
    private static final int EVENTS_PER_MESSAGE = 6;
    private static final int EVENTS_MIN = 200;
    private static final int PAGE_ENTRIES = 2_000;
    private static final int PAGE_CHARS = 4 << 20;

    /** About what a message takes besides its texts. */
    private static final int OVERHEAD_BYTES = 256;

    private final Journal journal;

    Histories(Journal journal) {
        this.journal = journal;
    }

    Transcript read(ChatSession session, int limit, int maxBytes) {
        long window = Math.max(EVENTS_MIN, (long) limit * EVENTS_PER_MESSAGE);
        while (true) {
            long from = Math.max(session.firstCursor() - 1, session.lastCursor() - window);
            List<Message> messages = messages(session, from);
            boolean all = from < session.firstCursor();
            if (all || messages.size() > limit) {
                return latest(session, messages, limit, maxBytes);
            }
            window *= 4;
        }
    }

    private List<Message> messages(ChatSession session, long from) {
        TranscriptFold fold = new TranscriptFold();
        long after = from;
        while (after < session.lastCursor()) {
            List<Entry> page = journal.read(session.key().events(), after, PAGE_ENTRIES, PAGE_CHARS);
            if (page.isEmpty()) {
                break;
            }
            for (Entry entry : page) {
                if (entry.seq() <= session.lastCursor()) {
                    fold.add(entry.seq(), entry.at(), ChatLog.event(entry));
                }
            }
            after = page.getLast().seq();
        }
        return fold.messages();
    }

    private static Transcript latest(ChatSession session, List<Message> messages, int limit, int maxBytes) {
        int from = messages.size();
        long bytes = 0;
        while (from > 0 && messages.size() - from < limit) {
            bytes += bytes(messages.get(from - 1));
            if (bytes > maxBytes) {
                break;
            }
            from--;
        }
        return new Transcript(session, messages.subList(from, messages.size()), from > 0);
    }

    private static long bytes(Message message) {
        return OVERHEAD_BYTES
                + switch (message) {
                    case User user -> utf8(user.text());
                    case Assistant assistant ->
                        assistant.parts().stream().mapToLong(Histories::bytes).sum();
                    case ToolResult result -> utf8(result.text());
                    case Note note -> utf8(note.text());
                };
    }

    private static long bytes(Part part) {
        return switch (part) {
            case Part.Text(String text) -> utf8(text);
            case Part.Thinking(String text) -> utf8(text);
            case Part.ToolCall call -> OVERHEAD_BYTES + utf8(call.arguments());
        };
    }

    /** What a text takes in UTF-8, and in JSON where that is more. */
    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                bytes += c == '\n' || c == '\t' || c == '\r' ? 2 : 6;
            } else if (c < 0x80) {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }
}
