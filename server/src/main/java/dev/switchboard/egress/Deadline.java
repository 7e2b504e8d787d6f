package dev.switchboard.egress;

import dev.switchboard.time.Time;
import java.time.Duration;

/** A moment at which somebody stops waiting. */
record Deadline(Time time, long atNanos) {

    static Deadline in(Duration span, Time time) {
        return new Deadline(time, time.nanos() + span.toNanos());
    }

    /** What is left until this moment; never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - time.nanos()));
    }

    /** The span, or what is left if that is less. */
    Duration cut(Duration span) {
        Duration left = left();
        return left.compareTo(span) < 0 ? left : span;
    }
}
