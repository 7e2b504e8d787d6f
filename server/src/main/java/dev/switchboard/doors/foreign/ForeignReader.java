package dev.switchboard.doors.foreign;

import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A position in a {@link SessionLog}. Everything is in memory, so that it never has to wait for a store. */
final class ForeignReader implements SessionReader {
    private final SessionLog log;
    private final Runnable onNews;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ArrayDeque<LinkFrame> missed = new ArrayDeque<>();
    private volatile SessionLog.Start start;
    private long position;

    /** @param onClose called once; must not block */
    ForeignReader(SessionLog log, @Nullable Long since, Runnable onNews, Runnable onClose) {
        this.log = log;
        this.onNews = onNews;
        this.onClose = onClose;
        this.start = log.join(since, onNews);
        this.position = start.position();
        missed.addAll(start.missed());
    }

    @Override
    public List<LinkFrame> poll(int max) {
        List<LinkFrame> frames = new ArrayList<>();
        takeMissed(frames, max);
        while (frames.size() < max && !closed.get()) {
            List<Passage> passages = start.reader().poll(max - frames.size());
            if (passages == null) {
                goOn();
                takeMissed(frames, max);
                continue;
            }
            for (Passage passage : passages) {
                position = passage.cursor();
                frames.add(passage.frame());
            }
            if (passages.isEmpty()) {
                break;
            }
        }
        return frames;
    }

    @Override
    public List<LinkFrame> catchUp(int max) {
        return poll(max);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            start.reader().close();
            onClose.run();
        }
    }

    private void takeMissed(List<LinkFrame> frames, int max) {
        while (frames.size() < max && !missed.isEmpty()) {
            frames.add(missed.removeFirst());
        }
    }

    /** Takes what is still known of what was missed, and reads on behind it. */
    private void goOn() {
        start.reader().close();
        start = log.rejoin(position, onNews);
        position = start.position();
        missed.addAll(start.missed());
        if (closed.get()) {
            start.reader().close();
        }
    }
}
