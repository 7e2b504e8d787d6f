package dev.switchboard.storage.sqlite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what others registered: it promised not to throw, and when it does, it must not take the writer with it. */
final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    private Guarded() {}

    static void run(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} threw (expected: never)", what, e);
        }
    }
}
