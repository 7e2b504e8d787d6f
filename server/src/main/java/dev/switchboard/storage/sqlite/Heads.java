package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.StreamId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last numbers of the streams that were written to of late, as the open transaction sees them. The writer thread's own. Whatever is
 * undone is forgotten here, and read again when it is needed.
 */
final class Heads {
    private static final String FIND =
            "SELECT s.id, COALESCE((SELECT MAX(e.seq) FROM events e WHERE e.stream = s.id), s.first_seq - 1)"
                    + " FROM streams s WHERE s.kind = ? AND s.name = ?";
    private static final String INSERT = "INSERT INTO streams (kind, name, first_seq) VALUES (?, ?, 1) RETURNING id";

    private final Map<StreamId, Head> known;

    Heads(int max) {
        known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<StreamId, Head> eldest) {
                return size() > max;
            }
        };
    }

    /** The stream's head, if the stream exists. */
    @Nullable
    Head find(SqliteTx tx, StreamId stream) {
        Head head = known.get(stream);
        if (head == null) {
            Optional<Head> found =
                    tx.database().first(FIND, row -> new Head(row.number(), row.number()), stream.kind(), stream.id());
            if (found.isPresent()) {
                head = found.get();
                known.put(stream, head);
            }
        }
        return head;
    }

    /** The stream's head; makes the stream if need be. */
    Head obtain(SqliteTx tx, StreamId stream) {
        Head head = find(tx, stream);
        if (head == null) {
            long row = tx.database()
                    .first(INSERT, Row::number, stream.kind(), stream.id())
                    .orElseThrow();
            head = new Head(row, 0);
            known.put(stream, head);
            forgetOnRollback(tx, stream);
        }
        return head;
    }

    /** The stream has one more event. */
    void advance(SqliteTx tx, StreamId stream, Head head) {
        head.last++;
        forgetOnRollback(tx, stream);
    }

    /** The stream is gone. */
    void remove(SqliteTx tx, StreamId stream) {
        known.remove(stream);
        forgetOnRollback(tx, stream);
    }

    void clear() {
        known.clear();
    }

    private void forgetOnRollback(SqliteTx tx, StreamId stream) {
        tx.onRollback(() -> known.remove(stream));
    }

    /** The end of a stream. */
    static final class Head {
        /** The stream's number in the tables. */
        final long row;

        private long last;

        private Head(long row, long last) {
            this.row = row;
            this.last = last;
        }

        long last() {
            return last;
        }
    }
}
