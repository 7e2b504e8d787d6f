package dev.switchboard.storage.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;

/** A map in the order of insertion whose changes are undone with their transaction. Guarded by the transactor's lock. */
final class Table<K, V> {
    private final LinkedHashMap<K, V> rows = new LinkedHashMap<>();

    Optional<V> get(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    SequencedCollection<V> values() {
        return rows.sequencedValues();
    }

    void insert(MemoryTx tx, K key, V value) {
        if (rows.putIfAbsent(key, value) != null) {
            throw new IllegalStateException("key: " + key + " (expected: a new one)");
        }
        tx.onRollback(() -> rows.remove(key));
    }

    /** Replaces a value, keeping its place. */
    void update(MemoryTx tx, K key, V value) {
        V before = rows.replace(key, value);
        if (before == null) {
            throw new IllegalStateException("key: " + key + " (expected: one that was inserted)");
        }
        tx.onRollback(() -> rows.replace(key, before));
    }

    void put(MemoryTx tx, K key, V value) {
        if (rows.containsKey(key)) {
            update(tx, key, value);
        } else {
            insert(tx, key, value);
        }
    }

    void remove(MemoryTx tx, K key) {
        if (rows.containsKey(key)) {
            Map<K, V> before = new LinkedHashMap<>(rows);
            rows.remove(key);
            tx.onRollback(() -> {
                rows.clear();
                rows.putAll(before);
            });
        }
    }
}
