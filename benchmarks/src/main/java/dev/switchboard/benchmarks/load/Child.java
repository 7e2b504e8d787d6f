package dev.switchboard.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that a benchmark has started, and what it uses. It ends with the benchmark, whatever ends that. */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long BYTES_PER_KIB = 1024;

    private final Process process;
    private final Thread hook;

    private Child(Process process) {
        this.process = process;
        this.hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public static Child start(ProcessBuilder builder) throws IOException {
        return new Child(builder.start());
    }

    public Process process() {
        return process;
    }

    /** The processor time that it has used so far, in steps of ten milliseconds. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("the process has ended"));
    }

    /** The memory that it holds now. */
    public long residentBytes() {
        return status("VmRSS:");
    }

    /** The most memory that it has held. */
    public long residentBytesMost() {
        return status("VmHWM:");
    }

    /** Asks it to end, and makes it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private long status(String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                            .filter(line -> line.startsWith(field))
                            .map(line -> line.replaceAll("[^0-9]", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("the process has ended"))
                    * BYTES_PER_KIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
