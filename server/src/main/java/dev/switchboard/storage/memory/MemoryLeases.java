package dev.switchboard.storage.memory;

import dev.switchboard.lease.Leases;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Work and who holds it, in a map. A claim that lapsed is no claim. */
final class MemoryLeases implements Leases {
    private static final Comparator<Work> BY_DUE =
            Comparator.comparing(Work::due).thenComparing(work -> work.key().id());

    private final MemoryTransactor transactor;
    private final Time time;
    private final Table<Key, Work> works = new Table<>();

    MemoryLeases(MemoryTransactor transactor, Time time) {
        this.transactor = transactor;
        this.time = time;
    }

    @Override
    public void put(Tx tx, Key key, Instant due) {
        works.put(MemoryTx.of(tx), key, new Work(key, due, null, Instant.EPOCH));
    }

    @Override
    public void remove(Tx tx, Key key) {
        works.remove(MemoryTx.of(tx), key);
    }

    @Override
    public List<Key> claim(String kind, String owner, Instant now, Instant until, int max) {
        return transactor.write(tx -> {
            List<Work> due =
                    sorted(work -> work.key().kind().equals(kind) && !work.due().isAfter(now) && work.free(now))
                            .stream()
                            .limit(max)
                            .toList();
            due.forEach(work -> works.update(MemoryTx.of(tx), work.key(), work.claimed(owner, until)));
            return due.stream().map(Work::key).toList();
        });
    }

    @Override
    public boolean claim(Tx tx, Key key, String owner, Instant now, Instant until) {
        MemoryTx open = MemoryTx.of(tx);
        Optional<Work> free = works.get(key).filter(work -> work.free(now) || owner.equals(work.owner()));
        free.ifPresent(work -> works.update(open, key, work.claimed(owner, until)));
        return free.isPresent();
    }

    @Override
    public int renew(String owner, Instant until) {
        return transactor.write(tx -> {
            List<Work> held = sorted(work -> owner.equals(work.owner()));
            held.forEach(work -> works.update(MemoryTx.of(tx), work.key(), work.claimed(owner, until)));
            return held.size();
        });
    }

    @Override
    public Optional<Instant> nextDue(String kind) {
        Instant now = time.now();
        return transactor.read(() -> sorted(work -> work.key().kind().equals(kind) && work.free(now)).stream()
                .findFirst()
                .map(Work::due));
    }

    @Override
    public List<Key> all(String kind) {
        return transactor.read(() -> sorted(work -> work.key().kind().equals(kind)).stream()
                .map(Work::key)
                .toList());
    }

    @Override
    public void evictOthers(@Nullable String owner) {
        transactor.write(tx -> {
            for (Work work :
                    sorted(work -> work.owner() != null && !work.owner().equals(owner))) {
                works.update(MemoryTx.of(tx), work.key(), new Work(work.key(), work.due(), null, Instant.EPOCH));
            }
            return true;
        });
    }

    private List<Work> sorted(Predicate<Work> wanted) {
        return works.values().stream().filter(wanted).sorted(BY_DUE).toList();
    }

    private record Work(Key key, Instant due, @Nullable String owner, Instant claimedUntil) {
        boolean free(Instant now) {
            return owner == null || !claimedUntil.isAfter(now);
        }

        Work claimed(String by, Instant until) {
            return new Work(key, due, by, until);
        }
    }
}
