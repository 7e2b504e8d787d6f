package dev.switchboard.cli.terminal;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What the process around a command gives it: the real one, or one that a test makes up.
 *
 * @param out standard output; a write of it that fails means that nobody reads on
 * @param workDir the directory in which the command was called, absolute
 * @param halt ends the process at once with an exit code, without waiting for any other thread
 */
public record Surroundings(
        Map<String, String> environment,
        Terminals terminals,
        InputStream in,
        WritableByteChannel out,
        WritableByteChannel err,
        String workDir,
        Time time,
        Ids ids,
        ProcessSignals signals,
        IntConsumer halt) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** A variable; empty when it is not set. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** The same, but something is done before the process is ended at once. */
    public Surroundings haltingAfter(Runnable last) {
        return new Surroundings(environment, terminals, in, out, err, workDir, time, ids, signals, code -> {
            try {
                last.run();
            } finally {
                halt.accept(code);
            }
        });
    }
}
