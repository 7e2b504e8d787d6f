package dev.switchboard.journal;

import dev.switchboard.tx.Tx;
import java.util.List;

/**
 * The log: streams of events that are numbered 1, 2, 3, … without gaps and are seen by readers only after their commit.
 *
 * <p>Reads block the calling (virtual) thread until a storage thread has answered; an interrupt does not cut them short.
 */
public interface Journal {

    /**
     * Appends one event to the end of a stream, which begins with its first event. The number and the time are given here.
     *
     * @return the entry; it is durable and visible only when the transaction has committed
     */
    <E> Entry append(Tx tx, StreamId stream, EventCodec<E> codec, E event);

    /** The last number that this transaction sees in the stream; 0 for a stream without events. */
    long lastSeq(Tx tx, StreamId stream);

    /** The kept range of a stream. */
    Extent extent(StreamId stream);

    /**
     * The entries after a position, in order, at most {@code max} of them and not much more than {@code maxChars} of payload (but
     * at least one, if there is one). Entries before {@link Extent#firstSeq} are gone: asking for them gives what is left.
     */
    List<Entry> read(StreamId stream, long after, int max, int maxChars);

    /**
     * Forgets the entries up to and including a number. The numbers are never given again. It takes some microseconds per entry, in which
     * nobody else writes: long streams are trimmed in steps, in transactions of their own.
     */
    void trim(Tx tx, StreamId stream, long upTo);

    /** Forgets a stream and its numbers; what remained of its entries takes the time of a {@link #trim}. */
    void delete(Tx tx, StreamId stream);

    /**
     * What is kept of a stream.
     *
     * @param firstSeq the first kept number; {@code lastSeq + 1} when nothing is kept, 1 for a stream that never was
     * @param lastSeq the last number ever given; 0 for a stream that never was
     */
    record Extent(long firstSeq, long lastSeq) {}
}
