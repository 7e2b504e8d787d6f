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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader's view of a stream. Events come in order, each once, without gaps; what is spoken of an item comes before the event that
 * ends it. One thread at a time calls {@link #next} or {@link #poll}; any thread may close it, which ends the wait.
 */
public final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE_ENTRIES = 512;
    private static final int PAGE_CHARS = 256 * 1024;

    private final Feed feed;
    private final Journal journal;
    private final StreamId stream;
    private final Topic topic;
    private final @Nullable Map<SpokenItem, Integer> heard;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Whether there has been no news since the last poll began: only then is it worth telling anybody. */
    private final AtomicBoolean quiet = new AtomicBoolean(true);

    private volatile Runnable onNews = () -> {};
    private volatile boolean closed;
    private volatile long position;

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
        long left = wait.toNanos();
        while (!closed) {
            List<Frame> frames = poll();
            if (!frames.isEmpty()) {
                return frames;
            }
            left = awaitNews(left);
            if (left <= 0) {
                return List.of();
            }
        }
        return List.of();
    }

    /** As {@link #next}, without waiting for news; it may still wait for the store. */
    public List<Frame> poll() {
        quiet.set(true);
        List<Frame> frames = topic.take(position, heard);
        if (frames == null) {
            frames = stored();
        }
        for (Frame frame : frames) {
            if (frame instanceof Frame.Event(Entry entry)) {
                position = entry.seq();
            }
        }
        return frames;
    }

    /**
     * Calls the action now, and from now on whenever there is news after a poll, on the thread that brings it: it must be short and must
     * not block. Whoever is called polls until there is nothing left, or will not be called again.
     */
    public void onNews(Runnable action) {
        onNews = action;
        action.run();
    }

    void wake(boolean deltaOnly) {
        if ((deltaOnly && heard == null) || !quiet.compareAndSet(true, false)) {
            return;
        }
        signal();
        try {
            onNews.run();
        } catch (RuntimeException e) {
            LOG.error("an action on news of {} threw (expected: never)", stream, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        feed.leave(this, stream, topic);
        signal();
    }

    private List<Frame> stored() {
        List<Entry> page = journal.read(stream, position, PAGE_ENTRIES, PAGE_CHARS);
        if (!page.isEmpty()) {
            requireKept(page.getFirst().seq());
            return topic.taken(page, heard);
        }
        Journal.Extent extent = journal.extent(stream);
        requireKept(extent.firstSeq());
        topic.reached(extent.lastSeq());
        List<Frame> frames = topic.take(position, heard);
        return frames == null ? List.of() : frames;
    }

    private void requireKept(long firstSeq) {
        if (firstSeq > position + 1) {
            throw new ProblemException(new Problem.PastRetention(position, firstSeq));
        }
    }

    /** Returns what is left of the time. */
    private long awaitNews(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (quiet.get() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return left;
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
