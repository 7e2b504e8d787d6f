package dev.switchboard.lease;

import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work that is due at a time and that one owner at a time takes: timers and queues, durable and enqueued in the transaction that
 * causes them. A claim lasts until its deadline unless it is renewed, so the work of a dead owner is found again.
 */
public interface Leases {

    /** Makes a piece of work known, or moves its due time and gives up any claim on it. */
    void put(Tx tx, Key key, Instant due);

    /** The work is done or no longer wanted; unknown keys are ignored. */
    void remove(Tx tx, Key key);

    /**
     * Claims work of a kind that is due and that nobody holds, earliest first.
     *
     * @param until when the claim lapses
     */
    List<Key> claim(String kind, String owner, Instant now, Instant until, int max);

    /** Claims this one piece of work, due or not. False when it is unknown or somebody else holds it. */
    boolean claim(Tx tx, Key key, String owner, Instant now, Instant until);

    /** Prolongs every claim of an owner. Returns how many there were. */
    int renew(String owner, Instant until);

    /** When the earliest unclaimed work of a kind is due. */
    Optional<Instant> nextDue(String kind);

    /** All keys of a kind, claimed or not, by due time. */
    List<Key> all(String kind);

    /** Gives up every claim but those of the owner: for a start, when holding the data directory proves that the others are dead. */
    void evictOthers(@Nullable String owner);

    /** What the work is about. */
    record Key(String kind, String id) {}
}
