package dev.switchboard.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest items of something that many read at once, each item held once for all of them. A reader is a position: one that does not
 * read costs nothing more, and learns that it has fallen behind when the oldest items made room.
 *
 * <p>Any thread may call; the order of the items is the order of the calls of {@link #publish}. Its lock is held for its fields only.
 *
 * @param <T> immutable items
 */
public final class Broadcast<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

    private final int maxItems;
    private final long maxWeight;
    private final ToIntFunction<T> weight;
    private final Room room;
    private final CopyOnWriteArrayList<Reader> readers = new CopyOnWriteArrayList<>();

    // Guarded by this. The item with index n stands at n modulo the length, which is a power of two.
    private @Nullable Object[] slots = new Object[16];
    private long first;
    private long end;
    private long held;

    /**
     * @param maxItems how many items are kept at most
     * @param maxWeight how much the kept items may weigh together; the last one is kept whatever it weighs
     * @param weight of an item, usually its bytes
     */
    public Broadcast(int maxItems, long maxWeight, ToIntFunction<T> weight) {
        this(maxItems, maxWeight, weight, new Room(Long.MAX_VALUE));
    }

    /**
     * @param maxItems how many items are kept at most
     * @param maxWeight how much the kept items may weigh together; the last one is kept whatever it weighs
     * @param weight of an item, usually its bytes
     * @param room shared with other broadcasts: while their items fill it, whoever publishes keeps none
     */
    public Broadcast(int maxItems, long maxWeight, ToIntFunction<T> weight, Room room) {
        this.maxItems = maxItems;
        this.maxWeight = maxWeight;
        this.weight = weight;
        this.room = room;
    }

    /** How much the items of several broadcasts may weigh together. */
    public static final class Room {
        private final long max;
        private final AtomicLong held = new AtomicLong();

        public Room(long max) {
            this.max = max;
        }

        /** What all of them hold. */
        public long held() {
            return held.get();
        }

        private boolean full() {
            return held.get() > max;
        }
    }

    /** Adds an item and tells the readers that have nothing left to read. */
    public void publish(T item) {
        synchronized (this) {
            if (end - first == slots.length) {
                grow();
            }
            slots[slot(end++)] = item;
            count(weight.applyAsInt(item));
            while (end - first > 1 && (end - first > maxItems || held > maxWeight)) {
                dropFirst();
            }
            if (room.full()) {
                dropAll();
            }
        }
        for (Reader reader : readers) {
            reader.wake();
        }
    }

    /**
     * Begins to read after the items that are there now.
     *
     * @param onNews called when there is something after a {@link Reader#poll}, on the thread that publishes: it must be short and must not
     *     block
     */
    public Reader join(Runnable onNews) {
        synchronized (this) {
            Reader reader = new Reader(onNews, end);
            readers.add(reader);
            return reader;
        }
    }

    /** Begins to read with the oldest item that is kept. */
    public Reader joinAtOldest(Runnable onNews) {
        synchronized (this) {
            Reader reader = new Reader(onNews, first);
            readers.add(reader);
            return reader;
        }
    }

    /** How many readers there are. */
    public int readers() {
        return readers.size();
    }

    /** What the kept items weigh together. */
    public synchronized long held() {
        return held;
    }

    /** Keeps nothing of what there is now; readers that have not read it have fallen behind. */
    public synchronized void dropAll() {
        while (first < end) {
            dropFirst();
        }
    }

    private void dropFirst() {
        count(-weight.applyAsInt(item(first)));
        slots[slot(first++)] = null;
    }

    private void count(int more) {
        held += more;
        room.held.addAndGet(more);
    }

    private void grow() {
        @Nullable Object[] larger = new Object[slots.length * 2];
        for (long index = first; index < end; index++) {
            larger[(int) (index & (larger.length - 1))] = slots[slot(index)];
        }
        slots = larger;
    }

    @SuppressWarnings("unchecked") // Only publish fills the slots.
    private T item(long index) {
        Object item = slots[slot(index)];
        if (item == null) {
            throw new IllegalStateException("item " + index + " is not kept");
        }
        return (T) item;
    }

    private int slot(long index) {
        return (int) (index & (slots.length - 1));
    }

    /** A position. One thread at a time polls; any thread may close it. */
    public final class Reader implements AutoCloseable {
        private final Runnable onNews;
        /** Whether nothing has come since the last poll began: only then is it worth telling anybody. */
        private final AtomicBoolean quiet = new AtomicBoolean(true);

        private long next;

        private Reader(Runnable onNews, long next) {
            this.onNews = onNews;
            this.next = next;
        }

        /**
         * Takes the next items, without waiting. The reader is told of news only after a poll that found nothing more.
         *
         * @return at most {@code max} items; null when items that were not read are gone, see {@link #skip}
         */
        public @Nullable List<T> poll(int max) {
            quiet.set(true);
            synchronized (Broadcast.this) {
                if (next < first) {
                    return null;
                }
                int count = (int) Math.min(max, end - next);
                List<T> items = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    items.add(item(next++));
                }
                if (next < end) {
                    quiet.set(false);
                }
                return items;
            }
        }

        /** Gives up what is gone and goes on with the oldest item that is kept. */
        public void skip() {
            synchronized (Broadcast.this) {
                next = Math.max(next, first);
            }
        }

        @Override
        public void close() {
            readers.remove(this);
        }

        private void wake() {
            if (!quiet.compareAndSet(true, false)) {
                return;
            }
            try {
                onNews.run();
            } catch (RuntimeException e) {
                LOG.error("an action on news threw (expected: never)", e);
            }
        }
    }
}
