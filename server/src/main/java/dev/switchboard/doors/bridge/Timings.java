package dev.switchboard.doors.bridge;

import java.time.Duration;

/**
 * How long a gateway may take.
 *
 * @param connect to let us in
 * @param call to answer a question
 * @param send to acknowledge a message
 * @param acknowledgement how long the sender of a message waits for that
 * @param look to answer whether it is there
 */
record Timings(Duration connect, Duration call, Duration send, Duration acknowledgement, Duration look) {
    static final Timings USUAL = new Timings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3));
}
