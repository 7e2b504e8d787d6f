package dev.switchboard.benchmarks.load;

/** Something that is measured. */
public interface Benchmark {

    /** What it is called on the command line. */
    String name();

    /** What it measures, on one line. */
    String about();

    /** Measures, and ends every process that it has started. */
    void measure(Session session) throws Exception;
}
