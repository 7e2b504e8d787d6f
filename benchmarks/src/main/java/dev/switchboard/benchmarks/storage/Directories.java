package dev.switchboard.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that last as long as a sample. */
final class Directories {
    private Directories() {}

    static Path make() throws IOException {
        return Files.createTempDirectory(
                Path.of(System.getProperty(Jmh.DIR, System.getProperty("java.io.tmpdir"))), "jmh");
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
