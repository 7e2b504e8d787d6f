package dev.switchboard.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * What else goes on on the machine, from the moment of its making: figures that were taken beside other work say little. A benchmark's own
 * processes count as its own once they have ended.
 */
public final class Neighbours {
    private static final double TICKS_PER_SECOND = 100;

    /** Where {@code /proc/stat} has what is not work: idle, and waiting for a disk. Then come interrupts and stolen time. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    /** Where the line of a process has its own time, in the program and in the system, and then that of its children; after its state. */
    private static final int TIMES = 10;

    private static final int TIMES_END = 14;

    private final String load = Machine.load();
    private final long began = System.nanoTime();
    private final long busy = busy();
    private final long own = own();

    public Neighbours() throws IOException {}

    /** The load before and now, and how many processors others had in between. */
    public String sinceThen() throws IOException {
        double seconds = (System.nanoTime() - began) / 1e9;
        double others = Math.max(0, (busy() - busy) - (own() - own)) / TICKS_PER_SECOND / seconds;
        return String.format(
                Locale.ROOT,
                "%.0f s, load %s → %s, others used %.2f processors",
                seconds,
                load,
                Machine.load(),
                others);
    }

    /** Ticks in which a processor did anything, for us, for others, or for another machine on the same hardware. */
    private static long busy() throws IOException {
        long[] ticks = numbers(Files.readAllLines(Path.of("/proc/stat")).getFirst(), STEAL + 1);
        return LongStream.of(ticks).sum() - ticks[IDLE] - ticks[IO_WAIT];
    }

    private static long own() throws IOException {
        String line = Files.readString(Path.of("/proc/self/stat"));
        long[] fields = numbers(line.substring(line.lastIndexOf(')') + 2), TIMES_END);
        return LongStream.of(fields).skip(TIMES).sum();
    }

    /** The numbers that follow the first word. */
    private static long[] numbers(String line, int count) {
        return Arrays.stream(line.strip().split(" +"))
                .skip(1)
                .limit(count)
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
