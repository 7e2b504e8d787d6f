package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.signals.Broadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A position in the log of one session. It joins the ring before it looks how far the log is: whatever the store does not have yet comes
 * through the ring, and what both have is known by its cursor.
 */
final class SessionReader implements ChatReader {
    private static final int PAGE_CHARS = 256 * 1024;

    private final LiveSessions sessions;
    private final LiveSession session;
    private final Journal journal;
    private final Broadcast<Posted>.Reader ring;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What the log had when the reader came. */
    private final long past;

    /** The last event that was handed out. */
    private long position;

    /** What has to be fetched from the store; nothing when it is not after the position. */
    private long target;

    /** Whether the ring has what comes next, and the text that is being spoken has been handed out. */
    private boolean live;

    /** The turn of the last number that was handed out, and that number. */
    private String turn = "";

    private int seq;

    /**
     * @param since the last event that the reader has; absent to begin with what comes
     */
    SessionReader(LiveSessions sessions, Journal journal, SessionKey key, @Nullable Long since, Runnable onNews) {
        this.sessions = sessions;
        this.journal = journal;
        this.session = sessions.enter(key);
        this.ring = session.join(onNews);
        try {
            Extent extent = journal.extent(key.events());
            this.past = extent.lastSeq();
            this.position = since == null ? past : within(extent, since);
            this.target = past;
            this.live = position == past && session.spokenAfter(position) == null;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static long within(Extent extent, long since) {
        if (since > extent.lastSeq()) {
            throw new ProblemException(new Problem.BeyondEnd(since, extent.lastSeq()));
        }
        if (since + 1 < extent.firstSeq()) {
            throw new ProblemException(new Problem.PastRetention(since, extent.firstSeq()));
        }
        return since;
    }

    @Override
    public @Nullable List<ChatFrame> poll(int max) {
        if (!live) {
            return null;
        }
        while (true) {
            List<Posted> posted = ring.poll(max);
            if (posted == null) {
                live = false;
                return null;
            }
            List<ChatFrame> frames = new ArrayList<>(posted.size());
            posted.forEach(each -> take(each, frames));
            if (!frames.isEmpty() || posted.isEmpty()) {
                return frames;
            }
        }
    }

    /** Hands out what the reader does not have. */
    private void take(Posted posted, List<ChatFrame> frames) {
        switch (posted.frame()) {
            case null -> {}
            case ChatFrame.Logged logged -> {
                if (logged.cursor() > position) {
                    passed(logged.cursor(), logged.event());
                    frames.add(logged);
                }
            }
            case ChatFrame.Speaking speaking -> {
                if (wants(speaking)) {
                    passed(speaking);
                    frames.add(speaking);
                }
            }
        }
    }

    private void passed(long cursor, ChatEvent event) {
        position = cursor;
        if (event instanceof ChatEvent.Numbered numbered) {
            turn = numbered.turn();
            seq = numbered.seq();
        }
    }

    private void passed(ChatFrame.Speaking speaking) {
        turn = speaking.turn();
        seq = speaking.seq();
    }

    /** Whether it comes after what was handed out: the store may have been ahead of the ring. */
    private boolean wants(ChatFrame.Speaking speaking) {
        return speaking.turn().equals(turn) ? speaking.seq() > seq : speaking.cursor() >= position;
    }

    @Override
    public List<ChatFrame> catchUp(int max) {
        while (true) {
            List<ChatFrame> frames = poll(max);
            if (frames == null && position >= target) {
                ring.skip();
                target = journal.extent(session.key.events()).lastSeq();
            }
            if (frames == null) {
                frames = position < target ? stored(max) : spoken();
            }
            if (frames != null) {
                return frames;
            }
        }
    }

    /** Null when nothing was left there to fetch. */
    private @Nullable List<ChatFrame> stored(int max) {
        List<Entry> page = journal.read(session.key.events(), position, max, PAGE_CHARS);
        long first = page.isEmpty()
                ? journal.extent(session.key.events()).firstSeq()
                : page.getFirst().seq();
        if (first > position + 1) {
            throw new ProblemException(new Problem.PastRetention(position, first));
        }
        if (page.isEmpty()) {
            target = position;
            return null;
        }
        List<ChatFrame> frames = new ArrayList<>(page.size());
        for (Entry entry : page) {
            ChatEvent event = ChatLog.event(entry);
            passed(entry.seq(), event);
            frames.add(new ChatFrame.Logged(
                    session.key, position, entry.at(), position <= past, event, previous(event), new Rendering()));
        }
        return frames;
    }

    /** A reader of the log has what was said to its end before. */
    private static int previous(ChatEvent event) {
        return event instanceof ChatEvent.AssistantSaid said
                        && said.whole().length() > said.text().length()
                        && said.whole().endsWith("\n\n" + said.text())
                ? said.whole().length() - said.text().length() - 2
                : 0;
    }

    /** From here on the ring has everything, after the text that is being spoken now. Null when there is none. */
    private @Nullable List<ChatFrame> spoken() {
        live = true;
        ChatFrame.Speaking speaking = session.spokenAfter(position);
        if (speaking == null || !wants(speaking)) {
            return null;
        }
        passed(speaking);
        return List.of(speaking);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ring.close();
            sessions.leave(session);
        }
    }
}
