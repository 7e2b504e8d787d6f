package dev.switchboard.signals;

import dev.switchboard.journal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the followers of one stream share: its last events and the items that are being spoken. It exists while it has a follower or an
 * open item. Its lock is held for its fields only.
 */
final class Topic {
    private static final int TAIL_ENTRIES_MAX = 1024;
    private static final int TAIL_CHARS_MAX = 1 << 20;
    private static final int BATCH_MAX = 256;

    private final ArrayDeque<Entry> tail = new ArrayDeque<>();
    private final Map<String, SpokenItem> items = new LinkedHashMap<>();
    private final CopyOnWriteArrayList<Follower> followers = new CopyOnWriteArrayList<>();
    private int tailChars;
    /** The last number that was announced here; -1 until one is known. */
    private long last = -1;

    void add(Follower follower) {
        followers.add(follower);
    }

    boolean remove(Follower follower) {
        return followers.remove(follower);
    }

    synchronized boolean idle() {
        return followers.isEmpty() && items.isEmpty();
    }

    synchronized SpokenItem open(String itemId, ItemKind kind, long after) {
        SpokenItem item = new SpokenItem(itemId, kind, after);
        items.put(itemId, item);
        last = Math.max(last, after);
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
        if (!tail.isEmpty() && tail.getLast().seq() + 1 != entry.seq()) {
            tail.clear();
            tailChars = 0;
        }
        tail.addLast(entry);
        tailChars += entry.payload().length();
        while (tail.size() > TAIL_ENTRIES_MAX || (tailChars > TAIL_CHARS_MAX && tail.size() > 1)) {
            tailChars -= tail.removeFirst().payload().length();
        }
        last = entry.seq();
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
        List<Frame> frames = new ArrayList<>();
        if (position < last || last < 0) {
            if (tail.isEmpty() || tail.getFirst().seq() > position + 1) {
                return null;
            }
            long skip = position + 1 - tail.getFirst().seq();
            for (Entry entry : tail) {
                if (skip-- > 0) {
                    continue;
                }
                if (frames.size() >= BATCH_MAX) {
                    return frames;
                }
                event(entry, frames, heard);
                position = entry.seq();
            }
        }
        if (heard != null && position == last) {
            spoken(Long.MAX_VALUE, frames, heard);
        }
        return frames;
    }

    /** As {@link #take}, for entries that came from the store. An empty page means that the position was the end of the stream. */
    synchronized List<Frame> taken(List<Entry> page, long position, @Nullable Map<SpokenItem, Integer> heard) {
        if (page.isEmpty() && last < 0) {
            last = position;
        }
        List<Frame> frames = new ArrayList<>(page.size());
        for (Entry entry : page) {
            event(entry, frames, heard);
        }
        return frames;
    }

    private void event(Entry entry, List<Frame> frames, @Nullable Map<SpokenItem, Integer> heard) {
        if (heard != null) {
            spoken(entry.seq(), frames, heard);
        }
        frames.add(new Frame.Event(entry));
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
