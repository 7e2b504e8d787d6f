package dev.switchboard.storage.sqlite;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.EventCodec;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.StreamId;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** The log in two tables: the streams, and their events in the order of their commit. */
final class SqliteJournal implements Journal {
    private static final String INSERT =
            "INSERT INTO events (stream, seq, at, type, version, payload) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String READ = "SELECT seq, at, type, version, payload FROM events"
            + " WHERE stream = (SELECT id FROM streams WHERE kind = ? AND name = ?) AND seq > ? ORDER BY seq LIMIT ?";
    private static final String EXTENT = "SELECT s.first_seq,"
            + " COALESCE((SELECT MAX(e.seq) FROM events e WHERE e.stream = s.id), s.first_seq - 1)"
            + " FROM streams s WHERE s.kind = ? AND s.name = ?";
    private static final String TRIM = "DELETE FROM events WHERE stream = ? AND seq <= ?";
    private static final String TRIMMED = "UPDATE streams SET first_seq = ? WHERE id = ? AND first_seq < ?";
    private static final String DELETE_EVENTS = "DELETE FROM events WHERE stream = ?";
    private static final String DELETE_STREAM = "DELETE FROM streams WHERE id = ?";

    private final Heads heads;
    private final Readers readers;
    private final Time time;
    private final StorageConfig config;

    SqliteJournal(Heads heads, Readers readers, Time time, StorageConfig config) {
        this.heads = heads;
        this.readers = readers;
        this.time = time;
        this.config = config;
    }

    @Override
    public <E> Entry append(Tx tx, StreamId stream, EventCodec<E> codec, E event) {
        SqliteTx open = SqliteTx.of(tx);
        String payload = codec.encode(event);
        if (payload.length() > config.eventChars()) {
            throw new IllegalArgumentException("event of " + stream + ": " + payload.length()
                    + " characters (expected: at most " + config.eventChars() + ")");
        }
        Heads.Head head = heads.obtain(open, stream);
        Entry entry = new Entry(stream, head.last() + 1, time.now(), codec.type(event), codec.version(), payload);
        open.database()
                .update(INSERT, head.row, entry.seq(), entry.at(), entry.type(), entry.version(), entry.payload());
        heads.advance(open, stream, head);
        open.appended(entry);
        return entry;
    }

    @Override
    public long lastSeq(Tx tx, StreamId stream) {
        Heads.Head head = heads.find(SqliteTx.of(tx), stream);
        return head == null ? 0 : head.last();
    }

    @Override
    public Extent extent(StreamId stream) {
        return readers.read(database -> database.first(
                        EXTENT, row -> new Extent(row.number(), row.number()), stream.kind(), stream.id())
                .orElse(new Extent(1, 0)));
    }

    @Override
    public List<Entry> read(StreamId stream, long after, int max, int maxChars) {
        int entries = Math.min(max, config.pageEntries());
        int chars = Math.min(maxChars, config.pageChars());
        return readers.read(database -> page(database, stream, after, entries, chars));
    }

    @Override
    public void trim(Tx tx, StreamId stream, long upTo) {
        SqliteTx open = SqliteTx.of(tx);
        Heads.Head head = heads.find(open, stream);
        if (head != null) {
            long last = Math.min(upTo, head.last());
            open.database().update(TRIM, head.row, last);
            open.database().update(TRIMMED, last + 1, head.row, last + 1);
        }
    }

    @Override
    public void delete(Tx tx, StreamId stream) {
        SqliteTx open = SqliteTx.of(tx);
        Heads.Head head = heads.find(open, stream);
        if (head != null) {
            open.database().update(DELETE_EVENTS, head.row);
            open.database().update(DELETE_STREAM, head.row);
            heads.remove(open, stream);
        }
    }

    private static List<Entry> page(Database database, StreamId stream, long after, int entries, int chars) {
        List<Entry> page = new ArrayList<>();
        int[] left = {chars};
        database.each(
                READ,
                row -> {
                    Entry entry = new Entry(stream, row.number(), row.instant(), row.text(), row.integer(), row.text());
                    page.add(entry);
                    left[0] -= entry.payload().length();
                    return left[0] > 0;
                },
                stream.kind(),
                stream.id(),
                after,
                entries);
        return page;
    }
}
