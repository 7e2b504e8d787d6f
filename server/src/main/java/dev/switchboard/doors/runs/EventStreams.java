package dev.switchboard.doors.runs;

import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Follower;
import dev.switchboard.time.Time;
import java.time.Duration;

/** Makes the streams of this door; they share the bytes of the lines that they send. */
final class EventStreams {
    private final Lines ndjson = new Lines(Framing.NDJSON);
    private final Lines sse = new Lines(Framing.SSE);
    private final Duration heartbeat;
    private final Time time;

    EventStreams(Duration heartbeat, Time time) {
        this.heartbeat = heartbeat;
        this.time = time;
    }

    /** A stream of what the follower brings. */
    EventStream of(RunId run, Follower follower, Framing framing) {
        return new EventStream(run, follower, lines(framing), heartbeat, time);
    }

    Lines lines(Framing framing) {
        return switch (framing) {
            case NDJSON -> ndjson;
            case SSE -> sse;
        };
    }

    /** How long a stream may be silent. */
    Duration heartbeat() {
        return heartbeat;
    }
}
