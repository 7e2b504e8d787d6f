package dev.switchboard.doors.foreign;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One session of a link: its log, who reads it, and whether the gateway has been asked to send it. */
final class Session {
    private final AtomicInteger readers = new AtomicInteger();

    /** Held while the gateway is asked, so that it is asked once and in order. */
    private final ReentrantLock asking = new ReentrantLock();

    private volatile SessionLog log;

    /** Guarded by {@link #asking}. */
    private @Nullable Connection subscribedOn;

    Session(SessionLog log) {
        this.log = log;
    }

    SessionLog log() {
        return log;
    }

    ReentrantLock asking() {
        return asking;
    }

    boolean isSubscribedOn(Connection connection) {
        return subscribedOn == connection;
    }

    void subscribedOn(Connection connection) {
        subscribedOn = connection;
    }

    /** From now on events may be missing: nobody may go on in the log there was. Only without readers. */
    void unsubscribed(SessionLog fresh) {
        subscribedOn = null;
        log = fresh;
    }

    int readers() {
        return readers.get();
    }

    void joined() {
        readers.incrementAndGet();
    }

    /** How many are left. */
    int left() {
        return readers.decrementAndGet();
    }
}
