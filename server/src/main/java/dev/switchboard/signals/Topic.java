package dev.switchboard.signals;

import dev.switchboard.journal.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the followers of one stream share: its last events and the items that are being spoken. It exists while it has a follower or an
 * open item. Its lock is held for its fields only.
 */
final class Topic {
    private static final int BATCH_MAX = 256;

    private final Map<String, SpokenItem> items = new LinkedHashMap<>();
    private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();
    private final Tail tail;
    /** The last number that is known here; -1 until one is. */
    private long last = -1;

    /**
     * @param allChars how much payload the tails of all topics hold together
     */
    Topic(AtomicLong allChars) {
        this.tail = new Tail(allChars);
    }

    void add(Follower follower) {
        followers.add(follower);
    }

    boolean remove(Follower follower) {
        return followers.remove(follower);
    }

    synchronized boolean idle() {
        return followers.isEmpty() && items.isEmpty();
    }

    /** Nobody will use this any more. */
    synchronized void drop() {
        tail.clear();
    }

    synchronized SpokenItem open(String itemId, ItemKind kind, long after) {
        SpokenItem item = new SpokenItem(itemId, kind, after);
        items.put(itemId, item);
        reached(after);
        return item;
    }

    void append(SpokenItem item, String text) {
        boolean grew;
        synchronized (this) {
            grew = item.append(text);
        }
        if (grew) {
            wake(true);
        }
    }

    synchronized void close(SpokenItem item) {
        item.closed = true;
        items.remove(item.id, item);
    }

    synchronized void commit(Entry entry) {
        tail.add(entry);
        last = entry.seq();
    }

    /** The store says that the stream has come this far. */
    synchronized void reached(long seq) {
        last = Math.max(last, seq);
    }

    void wake(boolean deltaOnly) {
        for (Follower follower : followers) {
            follower.wake(deltaOnly);
        }
    }

    /**
     * What a follower at this position receives next, in order; null when the store must be asked.
     *
     * @param heard how much of each item the follower has had; kept up to date here
     */
    synchronized @Nullable List<Frame> take(long position, @Nullable Map<SpokenItem, Integer> heard) {
        if (last < 0 || (position < last && tail.get(position + 1) == null)) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        long at = position;
        while (at < last && frames.size() < BATCH_MAX) {
            Frame.Event next = tail.get(at + 1);
            if (next == null) {
                return frames;
            }
            event(next, frames, heard);
            at++;
        }
        if (heard != null && at >= last) {
            spoken(Long.MAX_VALUE, frames, heard);
        }
        return frames;
    }

    /** As {@link #take}, for entries that came from the store. */
    synchronized List<Frame> taken(List<Entry> page, @Nullable Map<SpokenItem, Integer> heard) {
        List<Frame> frames = new ArrayList<>(page.size());
        for (Entry entry : page) {
            event(new Frame.Event(entry), frames, heard);
        }
        return frames;
    }

    private void event(Frame.Event event, List<Frame> frames, @Nullable Map<SpokenItem, Integer> heard) {
        if (heard != null) {
            spoken(event.entry().seq(), frames, heard);
        }
        frames.add(event);
    }

    /** What was said of the items that began before this number, whether they are still open or ended with it. */
    private void spoken(long before, List<Frame> frames, Map<SpokenItem, Integer> heard) {
        for (SpokenItem item : items.values()) {
            if (item.after < before && item.visible() > 0) {
                heard.putIfAbsent(item, 0);
            }
        }
        heard.entrySet().removeIf(entry -> {
            SpokenItem item = entry.getKey();
            if (item.after < before && item.visible() > entry.getValue()) {
                frames.add(new Frame.Spoken(item.since(entry.getValue())));
                entry.setValue(item.visible());
            }
            return item.closed;
        });
    }
}
