package dev.switchboard.doors.gateway;

import dev.switchboard.doors.gateway.render.View;
import java.util.Optional;

/** A version of the protocol. */
enum Dialect {
    P3(3, View.P3, 512 * 1024, 1_536 * 1024),
    P4(4, View.P4, 25 << 20, 50 << 20);

    /** How long a message may be before it is known who sends it, in bytes. */
    static final int STRANGER_BYTES = 64 * 1024;

    static final int TICK_MILLIS = 30_000;

    private final int protocol;
    private final View view;
    private final int maxPayload;
    private final int maxBuffered;

    Dialect(int protocol, View view, int maxPayload, int maxBuffered) {
        this.protocol = protocol;
        this.view = view;
        this.maxPayload = maxPayload;
        this.maxBuffered = maxBuffered;
    }

    /** The highest version in this range that we speak. */
    static Optional<Dialect> best(long least, long most) {
        for (Dialect dialect : new Dialect[] {P4, P3}) {
            if (least <= dialect.protocol && dialect.protocol <= most) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    int protocol() {
        return protocol;
    }

    View view() {
        return view;
    }

    /** Bytes of a client's message, at most. */
    int maxPayload() {
        return maxPayload;
    }

    /** What clients are told about how much may wait for them, in bytes. */
    int maxBuffered() {
        return maxBuffered;
    }
}
