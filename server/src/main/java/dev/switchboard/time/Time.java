package dev.switchboard.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The clock, and waiting by it. Any thread may use it. */
public interface Time {

    /** The wall clock, with milliseconds. */
    Instant now();

    /** A monotonic reading for measuring spans, in nanoseconds from an arbitrary origin. */
    long nanos();

    /** The zone in which people near this server read the clock. */
    ZoneId zone();

    /** Waits for the span; zero and negative spans return at once. */
    void sleep(Duration span) throws InterruptedException;

    /** Runs the action once on a thread of its own after the delay, unless it is cancelled first. */
    Scheduled schedule(Duration delay, Runnable action);

    /** An action that has been scheduled. */
    interface Scheduled {
        /** Makes sure that the action does not begin after this call; one that has begun goes on. */
        void cancel();
    }
}
