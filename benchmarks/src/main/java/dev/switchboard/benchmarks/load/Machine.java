package dev.switchboard.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where figures were taken. */
public final class Machine {
    private Machine() {}

    /** Processors, memory, disk, system and Java, on one line. */
    public static String description(Path dir) throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("[^0-9]", "");
        return String.format(
                Locale.ROOT,
                "%d × %s, %d GiB, data on %s, Linux %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                processor,
                Long.parseLong(memory) >> 20,
                Files.getFileStore(dir).type(),
                System.getProperty("os.version"),
                System.getProperty("java.runtime.version"));
    }

    /** Whether what is written there is on a disk. */
    public static boolean isDurable(Path dir) throws IOException {
        return !Files.getFileStore(dir).type().equals("tmpfs");
    }

    /** How many threads wanted a processor in the last minute. */
    static String load() {
        return String.format(
                Locale.ROOT,
                "%.2f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
