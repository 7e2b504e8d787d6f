package dev.switchboard.benchmarks.load;

import java.nio.file.Path;

/**
 * One benchmark at work: how much of it is wanted, where it may write, and where its figures go.
 *
 * @param root of the checkout, whose {@code switchboard} is the server that is measured
 * @param dir an empty directory of its own, on the disk that is to be measured
 * @param rounds how often it measures; each round gives one sample of each figure
 * @param quick whether a look is enough, at less load and with figures that say little
 */
public record Session(Path root, Path dir, int rounds, boolean quick, Findings findings) {

    /** A size of the load: the second one when a look is enough. */
    public int size(int whole, int look) {
        return quick ? look : whole;
    }

    /** Works once to warm up, with figures that nobody sees, and then once a round. */
    public void eachRound(Round work) throws Exception {
        eachRound(1, work);
    }

    /** As {@link #eachRound(Round)}, working more often before it counts, for what needs longer until all that matters is compiled. */
    public void eachRound(int warmups, Round work) throws Exception {
        for (int i = 0; i < warmups; i++) {
            work.run(new Findings());
        }
        for (int i = 0; i < rounds; i++) {
            work.run(findings);
        }
    }

    /** One round, with the place where its figures go. */
    public interface Round {
        void run(Findings findings) throws Exception;
    }
}
