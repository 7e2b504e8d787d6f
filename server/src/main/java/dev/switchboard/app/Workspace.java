package dev.switchboard.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory in which agents work that nobody gave one. */
final class Workspace {
    private static final String NAME = "workspace";

    private Workspace() {}

    /**
     * The directory as a real path; it is made when it is missing.
     *
     * @param configured absent for the usual place in the directory of the data
     * @throws IllegalArgumentException when there cannot be such a directory
     */
    static Path of(@Nullable Path configured, Path data) {
        Path place = configured == null ? data.resolve(NAME) : configured;
        try {
            return Files.createDirectories(place.toAbsolutePath()).toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "chat.work-dir: \"" + place + "\" (expected: a directory that exists or can be made)", e);
        }
    }
}
