package dev.switchboard.signals;

import dev.switchboard.journal.Entry;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last events of one stream, for followers that keep up. It is short, and shorter still while the tails of all streams together are
 * too large. Guarded by its {@link Topic}.
 */
final class Tail {
    private static final int ENTRIES_MAX = 1024;
    private static final int CHARS_MAX = 256 * 1024;
    private static final long ALL_CHARS_MAX = 64L * 1024 * 1024;

    private final AtomicLong allChars;
    /** The event with number n stands at n modulo the length, which is a power of two. */
    private Frame.@Nullable Event[] slots = new Frame.Event[16];

    private long first = 1;
    private long end = 1;
    private int chars;

    /**
     * @param allChars how much payload all tails hold together
     */
    Tail(AtomicLong allChars) {
        this.allChars = allChars;
    }

    void add(Entry entry) {
        if (entry.seq() != end) {
            clear();
            first = entry.seq();
            end = entry.seq();
        }
        if (end - first == slots.length) {
            grow();
        }
        slots[slot(end++)] = new Frame.Event(entry);
        count(entry.payload().length());
        while (end - first > 1 && tooLarge()) {
            dropFirst();
        }
    }

    /** The event with this number, if it is here. */
    Frame.@Nullable Event get(long seq) {
        return seq >= first && seq < end ? slots[slot(seq)] : null;
    }

    void clear() {
        while (first < end) {
            dropFirst();
        }
    }

    private boolean tooLarge() {
        return end - first > ENTRIES_MAX || chars > CHARS_MAX || allChars.get() > ALL_CHARS_MAX;
    }

    private void dropFirst() {
        Frame.Event dropped = slots[slot(first)];
        slots[slot(first++)] = null;
        if (dropped != null) {
            count(-dropped.entry().payload().length());
        }
    }

    private void grow() {
        Frame.@Nullable Event[] before = slots;
        slots = new Frame.Event[before.length * 2];
        for (long seq = first; seq < end; seq++) {
            slots[slot(seq)] = before[(int) (seq & (before.length - 1))];
        }
    }

    private int slot(long seq) {
        return (int) (seq & (slots.length - 1));
    }

    private void count(int more) {
        chars += more;
        allChars.addAndGet(more);
    }
}
