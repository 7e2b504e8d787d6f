package dev.switchboard.runs;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.Memory;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Feed;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the work of every run shares. */
record RunEnvironment(
        Transactor transactor,
        Journal journal,
        Feed feed,
        RunRecorder recorder,
        Slots slots,
        Agents agents,
        ModelChooser models,
        Leftovers processes,
        Time time,
        Ids ids,
        RunsConfig config,
        Approvals approvals,
        Consumer<LiveRun> ended) {
    private static final Logger LOG = LoggerFactory.getLogger(RunEnvironment.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PAGE_ENTRIES = 1000;
    private static final int PAGE_BYTES = 4 << 20;
    private static final MemoryCodec MEMORIES = new MemoryCodec();

    /**
     * Commits the block however long it takes: while the storage cannot take it (a full disk, a full queue) the run waits and tries
     * again. An interrupt meanwhile is kept for later.
     *
     * @throws ProblemException {@code Unavailable} when the run has been handed over: nothing is logged then
     */
    <T extends @Nullable Object> T insist(LiveRun live, Function<Tx, T> block) {
        return untilItWorks(live, () -> transactor.write(block));
    }

    /** As {@link #insist}, for a read. */
    <T extends @Nullable Object> T untilItWorks(LiveRun live, Supplier<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                if (live.handedOver()) {
                    throw handedOver();
                }
                try {
                    return work.get();
                } catch (ProblemException e) {
                    if (!(e.problem() instanceof Problem.Unavailable) && !(e.problem() instanceof Problem.TooBusy)) {
                        throw e;
                    }
                    LOG.warn("the storage does not serve, the run waits: {}", e.getMessage());
                }
                interrupted |= Thread.interrupted();
                try {
                    time.sleep(PAUSE);
                } catch (InterruptedException e) {
                    interrupted = true; // The flag is restored below; until then the run must not lose its event.
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the work of a run that the next start goes on with. */
    static ProblemException handedOver() {
        return new ProblemException(new Problem.Unavailable("the run was handed over to the next start", PAUSE));
    }

    /** All that a run remembers. */
    List<Memory> memories(RunId run) {
        List<Memory> memories = new ArrayList<>();
        for (Entry entry : entries(run.log())) {
            memories.add(MEMORIES.decode(entry.type(), entry.version(), entry.payload()));
        }
        return memories;
    }

    /** All that is kept of a stream. */
    List<Entry> entries(StreamId stream) {
        List<Entry> entries = new ArrayList<>();
        long after = 0;
        while (true) {
            List<Entry> page = journal.read(stream, after, PAGE_ENTRIES, PAGE_BYTES);
            if (page.isEmpty()) {
                return entries;
            }
            entries.addAll(page);
            after = page.getLast().seq();
        }
    }

    /** The run's work is over in this process. */
    void left(LiveRun live, boolean holdsSlot) {
        slots.leave(live.run().session(), holdsSlot);
        ended.accept(live);
    }
}
