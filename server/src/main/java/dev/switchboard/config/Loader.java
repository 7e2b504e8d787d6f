package dev.switchboard.config;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.nio.file.Path;

/**
 * Reads a configuration: flag over environment over file over default, for each key by itself.
 *
 * <p>The configuration is a record whose components are values, other such records, or maps of them by names that the user chooses, each
 * with a {@link Doc}. Its static method {@code defaults()} gives the values that nobody needs to set; in a record without that method
 * every component must be set that is neither {@code @Nullable} nor a list, a set or a map. A record refuses a value in its constructor
 * with an {@link IllegalArgumentException} that says {@code key: value (expected: …)}, with or without the keys around it; the loader adds
 * where the value came from. An {@code int} or {@code long} whose name ends with {@code Bytes} may be written with a unit.
 */
public final class Loader {
    private Loader() {}

    /**
     * Reads the configuration, or refuses with one {@link Problem.InvalidRequest} that lists everything that is wrong: values that cannot
     * be, keys and {@code SWITCHBOARD_} variables that do not exist.
     */
    public static <T extends Record> Config<T> load(Class<T> root, Sources sources) {
        Path file = sources.file();
        Node.Mapping written = file == null ? Node.Mapping.NONE : YamlFile.read(file, sources.fileNamed());
        Shape shape = Shape.of(root);
        Reading reading = new Reading(sources, shape);
        Object value = reading.read(shape, written);
        if (value == null || reading.faults().count() > 0) {
            throw new ProblemException(
                    new Problem.InvalidRequest(reading.faults().all()));
        }
        return new Config<>(root.cast(value), reading.settings());
    }
}
