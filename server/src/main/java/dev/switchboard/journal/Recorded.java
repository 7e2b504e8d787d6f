package dev.switchboard.journal;

import java.time.Instant;

/** An event in its envelope. */
public record Recorded<E>(StreamId stream, long seq, Instant at, E event) {

    /** Reads the event of an entry. */
    public static <E> Recorded<E> of(Entry entry, EventCodec<E> codec) {
        return new Recorded<>(
                entry.stream(), entry.seq(), entry.at(), codec.decode(entry.type(), entry.version(), entry.payload()));
    }
}
