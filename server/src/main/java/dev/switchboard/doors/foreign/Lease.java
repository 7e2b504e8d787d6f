package dev.switchboard.doors.foreign;

import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody's use of a link, which keeps it alive until it is closed. */
final class Lease implements AutoCloseable {
    private final Link link;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(Link link, Runnable onClose) {
        this.link = link;
        this.onClose = onClose;
    }

    Link link() {
        return link;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
