package dev.switchboard.benchmarks.storage;

import dev.switchboard.benchmarks.load.Session;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Single samples of JMH benchmarks, so that rounds can go from one to the other and back. */
public final class Jmh {
    /** The system property with the directory in which a benchmark writes. */
    static final String DIR = "benchmarks.dir";

    private Jmh() {}

    /**
     * One sample: a JVM that warms up and measures.
     *
     * @param size the benchmark's parameter of that name
     * @return operations a second
     */
    public static double measure(Session session, Class<?> benchmark, String method, int threads, int size)
            throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                        .param("size", Integer.toString(size))
                        .threads(threads)
                        .forks(1)
                        .warmupIterations(session.size(3, 1))
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(session.size(3, 1))
                        .measurementTime(TimeValue.seconds(session.size(2, 1)))
                        .jvmArgsAppend("-D" + DIR + "=" + session.dir())
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        return results.iterator().next().getPrimaryResult().getScore();
    }
}
