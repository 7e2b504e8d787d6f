package dev.switchboard;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
public final class Repository {
    private Repository() {}

    /** Its root: the directory, at or above the current one, that holds {@code docs/ARCHITECTURE.md}. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("docs/ARCHITECTURE.md"))) {
                return directory;
            }
        }
        throw new AssertionError("docs/ARCHITECTURE.md: not in or above " + start);
    }
}
