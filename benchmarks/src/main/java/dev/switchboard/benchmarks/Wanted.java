package dev.switchboard.benchmarks;

import dev.switchboard.benchmarks.load.Benchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param dir where data is written; absent for the build's directory
 */
record Wanted(
        List<Benchmark> benchmarks,
        int rounds,
        boolean quick,
        @Nullable Path dir) {
    private static final int ROUNDS = 5;
    private static final int ROUNDS_MAX = 100;

    Wanted {
        benchmarks = List.copyOf(benchmarks);
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw new IllegalArgumentException("--rounds: " + rounds + " (expected: 1 to " + ROUNDS_MAX + ")");
        }
    }

    /**
     * Reads the words of the command line.
     *
     * @throws IllegalArgumentException that says what was not understood
     */
    static Wanted read(List<String> words, List<Benchmark> all) {
        List<Benchmark> benchmarks = new ArrayList<>();
        int rounds = 0;
        boolean quick = false;
        Path dir = null;
        for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
            String word = each.next();
            switch (word) {
                case "all" -> benchmarks.addAll(all);
                case "help", "--help", "-h" -> {
                    return new Wanted(List.of(), ROUNDS, false, null);
                }
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = number(word, value(word, each));
                case "--dir" -> dir = Path.of(value(word, each));
                default -> benchmarks.add(named(word, all));
            }
        }
        return new Wanted(benchmarks, rounds == 0 ? (quick ? 1 : ROUNDS) : rounds, quick, dir);
    }

    private static Benchmark named(String name, List<Benchmark> all) {
        return all.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" (expected: all, jmh, "
                        + all.stream().map(Benchmark::name).collect(Collectors.joining(", ")) + ")"));
    }

    private static String value(String flag, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(flag + ": nothing follows (expected: a value)");
        }
        return words.next();
    }

    private static int number(String flag, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + ": \"" + value + "\" (expected: a number)", e);
        }
    }
}
