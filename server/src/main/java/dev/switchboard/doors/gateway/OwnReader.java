package dev.switchboard.doors.gateway;

import dev.switchboard.chat.ChatFrame;
import dev.switchboard.chat.ChatFrame.Logged;
import dev.switchboard.chat.ChatReader;
import dev.switchboard.doors.gateway.render.ChatPayloads;
import dev.switchboard.doors.gateway.render.Payload;
import dev.switchboard.doors.gateway.render.View;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session as doors in this process read it. What a frame is in the protocol is handed over whole, so a page may be a little longer than asked. */
final class OwnReader implements SessionReader {
    private static final LinkFrame GAP = new LinkFrame.Resync("gap");

    private final Supplier<ChatReader> fromNow;

    // Guarded by this.
    private ChatReader reader;
    private boolean closed;

    private boolean gap;

    /**
     * @param gap whether the reader's position was not known any more
     * @param fromNow makes a reader of what comes, in place of one whose position is not known any more
     */
    OwnReader(ChatReader reader, boolean gap, Supplier<ChatReader> fromNow) {
        this.reader = reader;
        this.gap = gap;
        this.fromNow = fromNow;
    }

    @Override
    public @Nullable List<LinkFrame> poll(int max) {
        if (takeGap()) {
            return List.of(GAP);
        }
        while (true) {
            List<ChatFrame> frames = reader().poll(max);
            if (frames == null) {
                return null;
            }
            List<LinkFrame> events = events(frames);
            if (frames.isEmpty() || !events.isEmpty()) {
                return events;
            }
        }
    }

    @Override
    public List<LinkFrame> catchUp(int max) {
        if (takeGap()) {
            return List.of(GAP);
        }
        try {
            while (true) {
                List<ChatFrame> frames = reader().catchUp(max);
                List<LinkFrame> events = events(frames);
                if (frames.isEmpty() || !events.isEmpty()) {
                    return events;
                }
            }
        } catch (ProblemException e) {
            if (!OwnGateway.gap(e.problem())) {
                throw e;
            }
            beginAnew();
            return List.of(GAP);
        }
    }

    @Override
    public void close() {
        ChatReader open;
        synchronized (this) {
            closed = true;
            open = reader;
        }
        open.close();
    }

    private synchronized ChatReader reader() {
        return reader;
    }

    private boolean takeGap() {
        boolean was = gap;
        gap = false;
        return was;
    }

    private void beginAnew() {
        ChatReader fresh = fromNow.get();
        ChatReader old;
        boolean late;
        synchronized (this) {
            old = reader;
            reader = fresh;
            late = closed;
        }
        old.close();
        if (late) {
            fresh.close();
        }
    }

    private static List<LinkFrame> events(List<ChatFrame> frames) {
        List<LinkFrame> events = new ArrayList<>();
        for (ChatFrame frame : frames) {
            List<Payload> payloads = ChatPayloads.of(frame, View.LINK);
            for (int i = 0; i < payloads.size(); i++) {
                events.add(event(frame, payloads.get(i), i + 1 == payloads.size()));
            }
        }
        return events;
    }

    /** Only the last event of a logged frame has its position: who has not read all of them must be told again. */
    private static LinkFrame event(ChatFrame frame, Payload payload, boolean last) {
        boolean logged = frame instanceof Logged;
        boolean replayed = frame instanceof Logged event && event.replayed();
        long cursor = logged && !last ? frame.cursor() - 1 : frame.cursor();
        return new LinkFrame.Event(payload.event(), payload.json(), (long) payload.seq(), cursor, replayed, false);
    }
}
