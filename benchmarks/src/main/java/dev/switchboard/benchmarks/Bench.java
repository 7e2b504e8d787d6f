package dev.switchboard.benchmarks;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Machine;
import dev.switchboard.benchmarks.load.Neighbours;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.runs.Cost;
import dev.switchboard.benchmarks.runs.Crowd;
import dev.switchboard.benchmarks.runs.Doors;
import dev.switchboard.benchmarks.runs.FirstLine;
import dev.switchboard.benchmarks.runs.Followers;
import dev.switchboard.benchmarks.runs.Memory;
import dev.switchboard.benchmarks.runs.Replay;
import dev.switchboard.benchmarks.runs.Starts;
import dev.switchboard.benchmarks.runs.Startup;
import dev.switchboard.benchmarks.storage.Appends;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The command line of the benchmarks; {@code make bench} runs it from the root of the checkout. */
public final class Bench {
    private static final List<Benchmark> ALL = List.of(
            new Appends(),
            new FirstLine(),
            new Cost(),
            new Crowd(),
            new Doors(),
            new Replay(),
            new Followers(),
            new Starts(),
            new Startup(),
            new Memory());

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        Wanted wanted;
        try {
            wanted = Wanted.read(List.of(arguments), ALL);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (wanted.benchmarks().isEmpty()) {
            help(System.out);
            return;
        }
        for (Benchmark benchmark : wanted.benchmarks()) {
            measure(benchmark, wanted, System.out);
        }
    }

    private static void help(PrintStream out) {
        out.println("make bench ARGS='NAME… | all [--quick] [--rounds N] [--dir DIR]'");
        out.println();
        for (Benchmark benchmark : ALL) {
            out.printf("  %-12s %s%n", benchmark.name(), benchmark.about());
        }
        out.printf("  %-12s %s%n", "jmh …", "JMH's own command line, such as: jmh Loader -prof gc");
        out.println();
        out.println("  --quick      one round at little load: whether it works, not how fast");
        out.println("  --rounds N   samples of each figure (5); the table has their median and spread");
        out.println("  --dir DIR    where data is written, which has to be a real disk (benchmarks/target)");
    }

    private static void measure(Benchmark benchmark, Wanted wanted, PrintStream out) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        if (!Files.isExecutable(root.resolve("switchboard"))) {
            throw new IllegalStateException("directory: " + root + " (expected: the root of the checkout)");
        }
        Path within = Files.createDirectories(wanted.dir() == null ? root.resolve("benchmarks/target") : wanted.dir());
        Path dir = Files.createTempDirectory(within, benchmark.name() + "-");
        try {
            Findings findings = new Findings();
            if (!Machine.isDurable(dir)) {
                findings.note("The data was on no disk: figures of durable writes mean nothing.");
            }
            Neighbours neighbours = new Neighbours();
            benchmark.measure(new Session(root, dir, wanted.rounds(), wanted.quick(), findings));
            out.println(benchmark.name() + ": " + benchmark.about());
            out.println("  " + Machine.description(dir));
            out.println("  " + neighbours.sinceThen() + (wanted.quick() ? ", QUICK" : ""));
            findings.print(out);
        } finally {
            delete(dir);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
