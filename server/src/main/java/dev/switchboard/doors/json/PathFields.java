package dev.switchboard.doors.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the fields of a request that are paths. A leading {@code ~} or {@code ~user} is replaced; links are followed. Looks at files. */
public final class PathFields {
    private final Fields fields;
    private final Faults faults;
    private final Homes homes;

    public PathFields(Fields fields, Faults faults, Homes homes) {
        this.fields = fields;
        this.faults = faults;
        this.homes = homes;
    }

    /** A directory that must be given, be absolute and exist. */
    public Optional<Path> workDir(String name) {
        Optional<Path> path = fields.requiredPath(name).flatMap(text -> expanded(name, text));
        if (path.isEmpty()) {
            return path;
        }
        try {
            if (path.get().isAbsolute() && Files.isDirectory(path.get())) {
                return Optional.of(path.get().toRealPath());
            }
        } catch (IOException e) {
            // It went away, or may not be looked at: for the caller the same as one that is not there.
        }
        faults.value(name, "expected an absolute path of an existing directory", fields.raw(name));
        return Optional.empty();
    }

    /** A file that must exist if it is given. */
    public Optional<Path> existingFile(String name) {
        Optional<Path> path = path(name);
        if (path.isPresent() && !Files.isRegularFile(path.get())) {
            faults.value(name, "expected an existing file", fields.raw(name));
            return Optional.empty();
        }
        return path;
    }

    /** A path, made absolute; it need not exist. */
    public Optional<Path> path(String name) {
        return fields.path(name).flatMap(text -> expanded(name, text)).map(PathFields::real);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private Optional<Path> expanded(String name, String text) {
        try {
            if (!text.startsWith("~")) {
                return Optional.of(Path.of(text));
            }
            int slash = text.indexOf('/');
            String user = slash < 0 ? text.substring(1) : text.substring(1, slash);
            Path rest = Path.of(slash < 0 ? "" : text.substring(slash).replaceFirst("^/+", ""));
            Optional<Path> home = homes.of(user);
            if (home.isEmpty()) {
                faults.value(name, "no home directory is known for this user", fields.raw(name));
            }
            return home.map(path -> path.resolve(rest));
        } catch (InvalidPathException e) {
            faults.value(name, "this cannot be a path", null);
            return Optional.empty();
        }
    }
}
