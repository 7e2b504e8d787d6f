package dev.switchboard.storage.sqlite;

import dev.switchboard.lease.Leases;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Work and who holds it, in one table. A claim that lapsed is no claim. */
final class SqliteLeases implements Leases {
    private static final String PUT =
            "INSERT INTO leases (kind, id, due, owner, claimed_until) VALUES (?, ?, ?, NULL, 0)"
                    + " ON CONFLICT (kind, id) DO UPDATE SET due = excluded.due, owner = NULL, claimed_until = 0";
    private static final String REMOVE = "DELETE FROM leases WHERE kind = ? AND id = ?";
    private static final String DUE =
            "SELECT id FROM leases WHERE kind = ? AND due <= ? AND (owner IS NULL OR claimed_until <= ?)"
                    + " ORDER BY due, id LIMIT ?";
    private static final String TAKE = "UPDATE leases SET owner = ?, claimed_until = ? WHERE kind = ? AND id = ?";
    private static final String TAKE_FREE = "UPDATE leases SET owner = ?, claimed_until = ? WHERE kind = ? AND id = ?"
            + " AND (owner IS NULL OR owner = ? OR claimed_until <= ?)";
    private static final String RENEW = "UPDATE leases SET claimed_until = ? WHERE owner = ?";
    private static final String NEXT_DUE =
            "SELECT due FROM leases WHERE kind = ? AND (owner IS NULL OR claimed_until <= ?) ORDER BY due LIMIT 1";
    private static final String ALL = "SELECT id FROM leases WHERE kind = ? ORDER BY due, id";
    private static final String EVICT_OTHERS =
            "UPDATE leases SET owner = NULL, claimed_until = 0 WHERE owner IS NOT NULL AND owner <> ?";
    private static final String EVICT_ALL = "UPDATE leases SET owner = NULL, claimed_until = 0 WHERE owner IS NOT NULL";

    private final Transactor transactor;
    private final Readers readers;
    private final Time time;

    SqliteLeases(Transactor transactor, Readers readers, Time time) {
        this.transactor = transactor;
        this.readers = readers;
        this.time = time;
    }

    @Override
    public void put(Tx tx, Key key, Instant due) {
        SqliteTx.of(tx).database().update(PUT, key.kind(), key.id(), due);
    }

    @Override
    public void remove(Tx tx, Key key) {
        SqliteTx.of(tx).database().update(REMOVE, key.kind(), key.id());
    }

    @Override
    public List<Key> claim(String kind, String owner, Instant now, Instant until, int max) {
        return transactor.write(tx -> {
            Database database = SqliteTx.of(tx).database();
            List<Key> due = database.list(DUE, row -> new Key(kind, row.text()), kind, now, now, max);
            for (Key key : due) {
                database.update(TAKE, owner, until, kind, key.id());
            }
            return due;
        });
    }

    @Override
    public boolean claim(Tx tx, Key key, String owner, Instant now, Instant until) {
        return SqliteTx.of(tx).database().update(TAKE_FREE, owner, until, key.kind(), key.id(), owner, now) == 1;
    }

    @Override
    public int renew(String owner, Instant until) {
        return transactor.write(tx -> SqliteTx.of(tx).database().update(RENEW, until, owner));
    }

    @Override
    public Optional<Instant> nextDue(String kind) {
        Instant now = time.now();
        return readers.read(database -> database.first(NEXT_DUE, Row::instant, kind, now));
    }

    @Override
    public List<Key> all(String kind) {
        return readers.read(database -> database.list(ALL, row -> new Key(kind, row.text()), kind));
    }

    @Override
    public void evictOthers(@Nullable String owner) {
        transactor.write(tx -> {
            Database database = SqliteTx.of(tx).database();
            return owner == null ? database.update(EVICT_ALL) : database.update(EVICT_OTHERS, owner);
        });
    }
}
