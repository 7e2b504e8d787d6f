package dev.switchboard.egress;

import dev.switchboard.time.Time;
import java.time.Duration;

/** A moment at which somebody stops waiting. */
record Deadline(Time time, long atNanos) {

    static Deadline in(Duration span, Time time) {
        return new Deadline(time, time.nanos() + span.toNanos());
    }

    /** The span, or what is left until this moment if that is less; never negative. */
    Duration cut(Duration span) {
        Duration left = Duration.ofNanos(Math.max(0, atNanos - time.nanos()));
        return left.compareTo(span) < 0 ? left : span;
    }
}
