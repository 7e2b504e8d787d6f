package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.doors.foreign.Incoming.Response;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.egress.EgressSocket;
import dev.switchboard.egress.EgressSocket.Goodbye;
import dev.switchboard.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One socket to a gateway that let us in. One thread listens until it is over; any virtual thread calls meanwhile. It is closed by us when the
 * gateway says nothing for two of its ticks.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int TICK_TIMEOUT = 4000;
    private static final Duration PING = Duration.ofSeconds(25);
    private static final Duration LONGEST_RESTART = Duration.ofMinutes(5);

    private final EgressSocket socket;
    private final Hello hello;
    private final Way way;
    private final Refusals refusals;
    private final List<Event> early;
    private final String place;
    private final Time time;
    private final Waiters waiters;
    private final long openedAt;
    private volatile long heardAt;
    private volatile @Nullable Duration restart;
    private volatile boolean restarting;

    // Guarded by this.
    private Time.Scheduled watch = () -> {};
    private Time.Scheduled ping = () -> {};
    private boolean over;

    Connection(
            EgressSocket socket, Hello hello, Way way, Refusals refusals, List<Event> early, String place, Time time) {
        this.socket = socket;
        this.hello = hello;
        this.way = way;
        this.refusals = refusals;
        this.early = early;
        this.place = place;
        this.time = time;
        this.waiters = new Waiters(time, refusals);
        this.openedAt = time.nanos();
        this.heardAt = openedAt;
    }

    /** Begins to watch whether the gateway gives signs of life. */
    void watch() {
        watchTicks();
        pingNow(false);
    }

    Hello hello() {
        return hello;
    }

    boolean isNode() {
        return way.isNode();
    }

    /** When it was let in, by the monotonic clock. */
    long openedAt() {
        return openedAt;
    }

    /** How long the gateway said that it would be away; absent when it did not. */
    @Nullable
    Duration restart() {
        return restart;
    }

    /** Whether the gateway said that it was about to restart. */
    boolean restarting() {
        return restarting;
    }

    /** Whether the gateway has begun to run after that moment of the monotonic clock; false when it does not say how long it runs. */
    boolean gatewayBeganAfter(long nanos) {
        Duration uptime = hello.uptime();
        return uptime != null && openedAt - uptime.toNanos() - nanos > 0;
    }

    /** Asks and waits for the answer; for {@code agent} for the second one, if it comes in time. */
    ObjectNode call(String method, ObjectNode params, Duration timeout) throws GatewayException, InterruptedException {
        ObjectNode request = Incoming.JSON.createObjectNode().put("type", "req");
        Waiters.Waiter waiter = waiters.begin(method, timeout, place);
        try {
            request.put("id", waiter.id()).put("method", method).set("params", params);
            send(request.toString());
            return waiter.await();
        } finally {
            waiters.remove(waiter);
        }
    }

    /** Hands on events until the socket is over; then everybody who waits is told why. */
    void listen(Consumer<Event> hearer) throws InterruptedException {
        try {
            early.forEach(event -> hear(event, hearer));
            for (byte[] bytes = socket.next(); bytes != null; bytes = socket.next()) {
                heardAt = time.nanos();
                switch (Incoming.read(bytes)) {
                    case Event event -> hear(event, hearer);
                    case Response response -> waiters.answered(response); // Late and unknown ones are passed over.
                    case null -> {} // As is what nobody can read.
                }
            }
        } finally {
            close(1001, "going away");
        }
    }

    /** Says goodbye; {@link #listen} returns soon. */
    void close(int code, String reason) {
        socket.close(code, reason);
        synchronized (this) {
            over = true;
            watch.cancel();
            ping.cancel();
        }
        waiters.end(lost());
    }

    /** Why it is over. */
    GatewayException lost() {
        Goodbye goodbye = socket.goodbye();
        String how = goodbye == null ? "" : " (" + goodbye.code() + " " + refusals.clean(goodbye.reason()) + ")";
        return new GatewayException(
                Kind.UNREACHABLE, "the connection to " + place + " is lost" + how, null, true, restart);
    }

    private void send(String text) throws GatewayException {
        int bytes = text.length() > hello.maxPayload() ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > hello.maxPayload()) {
            throw new GatewayException(
                    Kind.INVALID,
                    "the request is too large for " + place + " (expected: at most " + hello.maxPayload() + " bytes)",
                    null,
                    false,
                    null);
        }
        if (!socket.send(text)) {
            throw socket.goodbye() != null
                    ? lost()
                    : new GatewayException(Kind.BUSY, "too much is on its way to " + place, null, true, null);
        }
    }

    private void hear(Event event, Consumer<Event> hearer) {
        if (event.name().equals("shutdown")) {
            Long ms = Incoming.number(event.payload().path("restartExpectedMs"));
            restarting = true;
            restart = ms == null || ms <= 0 ? null : Duration.ofMillis(Math.min(ms, LONGEST_RESTART.toMillis()));
        }
        try {
            hearer.accept(event);
        } catch (RuntimeException e) {
            LOG.error("an event of {} could not be handed on", place, e);
        }
    }

    /** Looks again when two ticks could have passed since something was heard. */
    private void watchTicks() {
        Duration patience = hello.tickInterval().multipliedBy(2);
        Duration left = patience.minusNanos(time.nanos() - heardAt);
        if (!left.isPositive()) {
            close(TICK_TIMEOUT, "tick timeout");
            return;
        }
        synchronized (this) {
            if (!over) {
                watch = time.schedule(left, this::watchTicks);
            }
        }
    }

    private void pingNow(boolean send) {
        if (send) {
            socket.ping();
        }
        synchronized (this) {
            if (!over) {
                ping = time.schedule(PING, () -> pingNow(true));
            }
        }
    }
}
