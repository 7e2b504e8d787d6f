package dev.switchboard.chat;

import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.tx.Transactor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the oldest events of long logs, in steps, so that nobody waits long for the writer. Any thread may call. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int STEP = 1_000;

    private final Transactor transactor;
    private final Journal journal;
    private final ToLongFunction<SessionKey> firstNeeded;
    private final int kept;
    private final int slack;
    /** Up to which event the logs are to be forgotten that are being worked on. */
    private final ConcurrentMap<SessionKey, Long> wanted = new ConcurrentHashMap<>();

    /**
     * @param firstNeeded an event of a log that must not be forgotten yet
     * @param kept how many events of each log are kept, and a tenth more before some are forgotten
     */
    Retention(Transactor transactor, Journal journal, ToLongFunction<SessionKey> firstNeeded, int kept) {
        this.transactor = transactor;
        this.journal = journal;
        this.firstNeeded = firstNeeded;
        this.kept = kept;
        this.slack = kept / 10;
    }

    /** The log has come this far. Short: on the writer thread. */
    void grown(SessionKey key, long last) {
        if (last > kept && last % slack == 0 && wanted.put(key, last - kept) == null) {
            Thread.ofVirtual().name("retention").start(() -> forgetOld(key));
        }
    }

    private void forgetOld(SessionKey key) {
        try {
            Long upTo;
            do {
                upTo = wanted.getOrDefault(key, 0L);
                forget(key, upTo);
            } while (!wanted.remove(key, upTo));
        } catch (ProblemException e) {
            wanted.remove(key);
            LOG.warn("old events of a session are forgotten later: {}", e.getMessage());
        }
    }

    /** Forgets the events up to this one, but none that is needed. */
    void forget(SessionKey key, long upTo) {
        long last = Math.min(upTo, firstNeeded.applyAsLong(key) - 1);
        Extent extent = journal.extent(key.events());
        long done = extent.firstSeq() - 1;
        while (done < last) {
            long next = Math.min(last, done + STEP);
            transactor.write(tx -> {
                journal.trim(tx, key.events(), next);
                return null;
            });
            done = next;
        }
    }
}
