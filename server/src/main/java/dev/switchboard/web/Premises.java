package dev.switchboard.web;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.time.Time.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What everything inside one server shares: its rules, its clock, how much of everything there is, and whether it is closing. */
final class Premises {
    private final WebConfig config;
    private final Time time;
    private final Ids ids;
    private final WebListener listener;
    private final Watch watch;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final LongAdder queuedBytes = new LongAdder();
    private final Object quiet = new Object();
    private volatile boolean draining;
    private volatile Stamp stamp = new Stamp(Instant.MIN, "");

    Premises(WebConfig config, Time time, Ids ids, WebListener listener) {
        this.config = config;
        this.time = time;
        this.ids = ids;
        this.listener = listener;
        this.watch = new Watch(time, Watch.period(config));
    }

    WebConfig config() {
        return config;
    }

    Time time() {
        return time;
    }

    Ids ids() {
        return ids;
    }

    WebListener listener() {
        return listener;
    }

    Watch watch() {
        return watch;
    }

    /** The value of a {@code Date} header. */
    String date() {
        Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
        Stamp known = stamp;
        if (!known.second().equals(now)) {
            known = new Stamp(now, HttpDate.format(now));
            stamp = known;
        }
        return known.text();
    }

    WebStats stats() {
        return new WebStats(
                connections.get(), requests.get(), streams.get(), sockets.get(), queuedBytes.sum(), bodyBytes.get());
    }

    boolean draining() {
        return draining;
    }

    /** From now on nothing new is taken. */
    void drain() {
        draining = true;
    }

    /** Waits until no request is being answered and no socket is open; false when the time is over before. */
    boolean awaitQuiet(Duration patience) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Scheduled alarm = time.schedule(patience, () -> {
            over.set(true);
            calm();
        });
        try {
            synchronized (quiet) {
                while (busy() && !over.get()) {
                    quiet.wait();
                }
                return !busy();
            }
        } finally {
            alarm.cancel();
        }
    }

    /** Counts a connection unless there are too many. */
    boolean connected() {
        if (connections.incrementAndGet() > config.maxConnections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    /** Counts a request; false when it is one too many, which is counted all the same. */
    boolean begun() {
        return requests.incrementAndGet() <= config.maxRequests();
    }

    void finished() {
        requests.decrementAndGet();
        calm();
    }

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }

    void socketOpened() {
        sockets.incrementAndGet();
    }

    void socketClosed() {
        sockets.decrementAndGet();
        calm();
    }

    /** Sets memory aside for a part of a body; false, and nothing is set aside, when there is none left. */
    boolean takeBody(long bytes) {
        if (bodyBytes.addAndGet(bytes) > config.maxBodiesBytes()) {
            bodyBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBody(long bytes) {
        bodyBytes.addAndGet(-bytes);
    }

    void queued(long bytes) {
        queuedBytes.add(bytes);
    }

    private void calm() {
        if (draining) {
            synchronized (quiet) {
                quiet.notifyAll();
            }
        }
    }

    private boolean busy() {
        return requests.get() > 0 || sockets.get() > 0;
    }

    private record Stamp(Instant second, String text) {}
}
