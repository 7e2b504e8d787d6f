package dev.switchboard.signals;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A reader's view of a stream. Events come in order, each once, without gaps; what is spoken of an item comes before the event that
 * ends it. One thread at a time calls {@link #next}; any thread may close it, which ends the wait.
 */
public final class Follower implements AutoCloseable {
    private static final int PAGE_ENTRIES = 512;
    private static final int PAGE_CHARS = 256 * 1024;

    private final Feed feed;
    private final Journal journal;
    private final StreamId stream;
    private final Topic topic;
    private final @Nullable Map<SpokenItem, Integer> heard;
    private final Semaphore news = new Semaphore(0);
    private volatile Runnable onNews = () -> {};
    private volatile boolean closed;
    private long position;

    Follower(Feed feed, Journal journal, StreamId stream, Topic topic, long after, boolean deltas) {
        this.feed = feed;
        this.journal = journal;
        this.stream = stream;
        this.topic = topic;
        this.heard = deltas ? new LinkedHashMap<>() : null;
        this.position = after;
    }

    /** The number of the last event that was handed out. */
    public long position() {
        return position;
    }

    /**
     * What comes next, in order; waits for it at most this long. Empty when the time has passed or the follower was closed.
     *
     * @throws ProblemException {@code PastRetention} when the events after the position are no longer kept
     * @throws InterruptedException when interrupted while waiting; the position stays as it is
     */
    public List<Frame> next(Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        while (!closed) {
            news.drainPermits();
            List<Frame> frames = poll();
            if (!frames.isEmpty()) {
                return frames;
            }
            if (!news.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                return List.of();
            }
        }
        return List.of();
    }

    /** As {@link #next}, without waiting for news; it may still wait for the store. */
    public List<Frame> poll() {
        List<Frame> frames = topic.take(position, heard);
        if (frames == null) {
            List<Entry> page = journal.read(stream, position, PAGE_ENTRIES, PAGE_CHARS);
            if (!page.isEmpty() && page.getFirst().seq() != position + 1) {
                throw new ProblemException(
                        new Problem.PastRetention(position, page.getFirst().seq()));
            }
            frames = topic.taken(page, position, heard);
        }
        for (Frame frame : frames) {
            if (frame instanceof Frame.Event(Entry entry)) {
                position = entry.seq();
            }
        }
        return frames;
    }

    /** Calls the action at every news from now on, on the thread that brings it: it must be short and must not block. */
    public void onNews(Runnable action) {
        onNews = action;
        action.run();
    }

    void wake(boolean deltaOnly) {
        if (deltaOnly && heard == null) {
            return;
        }
        if (news.availablePermits() == 0) {
            news.release();
        }
        onNews.run();
    }

    @Override
    public void close() {
        closed = true;
        feed.leave(this, stream, topic);
        news.release();
    }
}
