package dev.switchboard.storage.memory;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.EventCodec;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.StreamId;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log in lists. Guarded by the transactor's lock. */
final class MemoryJournal implements Journal {
    private final MemoryTransactor transactor;
    private final Time time;
    private final Map<StreamId, Stream> streams = new HashMap<>();

    MemoryJournal(MemoryTransactor transactor, Time time) {
        this.transactor = transactor;
        this.time = time;
    }

    @Override
    public <E> Entry append(Tx tx, StreamId id, EventCodec<E> codec, E event) {
        MemoryTx open = MemoryTx.of(tx);
        String payload = codec.encode(event);
        Stream stream = streams.get(id);
        if (stream == null) {
            stream = new Stream();
            streams.put(id, stream);
            open.onRollback(() -> streams.remove(id));
        }
        Stream used = stream;
        Entry entry = new Entry(id, used.lastSeq() + 1, time.now(), codec.type(event), codec.version(), payload);
        used.kept.add(entry);
        open.onRollback(() -> used.kept.removeLast());
        open.appended(entry);
        return entry;
    }

    @Override
    public long lastSeq(Tx tx, StreamId stream) {
        MemoryTx.of(tx);
        return extentNow(stream).lastSeq();
    }

    @Override
    public Extent extent(StreamId stream) {
        return transactor.read(() -> extentNow(stream));
    }

    @Override
    public List<Entry> read(StreamId id, long after, int max, int maxChars) {
        return transactor.read(() -> {
            @Nullable Stream stream = streams.get(id);
            return stream == null ? List.of() : stream.page(after, max, maxChars);
        });
    }

    @Override
    public void trim(Tx tx, StreamId id, long upTo) {
        MemoryTx open = MemoryTx.of(tx);
        Stream stream = streams.get(id);
        if (stream != null && upTo >= stream.firstSeq) {
            List<Entry> keptBefore = List.copyOf(stream.kept);
            long firstBefore = stream.firstSeq;
            stream.trim(Math.min(upTo, stream.lastSeq()));
            open.onRollback(() -> {
                stream.kept.clear();
                stream.kept.addAll(keptBefore);
                stream.firstSeq = firstBefore;
            });
        }
    }

    @Override
    public void delete(Tx tx, StreamId id) {
        MemoryTx open = MemoryTx.of(tx);
        Stream stream = streams.remove(id);
        if (stream != null) {
            open.onRollback(() -> streams.put(id, stream));
        }
    }

    /** The kept range, for those who hold the lock. */
    Extent extentNow(StreamId id) {
        Stream stream = streams.get(id);
        return stream == null ? new Extent(1, 0) : new Extent(stream.firstSeq, stream.lastSeq());
    }

    private static final class Stream {
        private final List<Entry> kept = new ArrayList<>();
        private long firstSeq = 1;

        long lastSeq() {
            return firstSeq + kept.size() - 1;
        }

        List<Entry> page(long after, int max, int maxChars) {
            List<Entry> page = new ArrayList<>();
            int left = maxChars;
            for (int i = Math.clamp(after + 1 - firstSeq, 0, kept.size());
                    i < kept.size() && page.size() < max && left > 0;
                    i++) {
                page.add(kept.get(i));
                left -= kept.get(i).payload().length();
            }
            return page;
        }

        void trim(long upTo) {
            kept.subList(0, (int) (upTo + 1 - firstSeq)).clear();
            firstSeq = upTo + 1;
        }
    }
}
