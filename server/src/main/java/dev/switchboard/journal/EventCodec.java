package dev.switchboard.journal;

/** How one family of events is stored. One codec stands beside each family; it reads every version that it ever wrote. */
public interface EventCodec<E> {

    /** The event's name in its family. */
    String type(E event);

    /** The version that {@link #encode} writes. */
    int version();

    /** The event as JSON text on one line. */
    String encode(E event);

    /** Reads what any version of this codec wrote. */
    E decode(String type, int version, String payload);
}
