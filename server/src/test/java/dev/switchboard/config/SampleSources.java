package dev.switchboard.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sources that a test fills one by one. */
final class SampleSources {
    private final Map<String, Sources.Flag> flags = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Path file;

    SampleSources(Path directory) {
        this.file = directory.resolve("config.yaml");
    }

    SampleSources flag(String name, String key, String value) {
        flags.put(key, new Sources.Flag(name, value));
        return this;
    }

    SampleSources variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    SampleSources file(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    Path path() {
        return file;
    }

    Config<SampleConfig> load() {
        return Loader.load(
                SampleConfig.class, new Sources(flags, environment, file, false, Set.of("SWITCHBOARD_SOMEBODY_ELSES")));
    }

    /** What the loader refuses, as {@code key: message}. */
    List<String> refusals() {
        return refusals(this::load);
    }

    static List<String> refusals(Runnable loading) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, loading::run);
        return ((Problem.InvalidRequest) refused.problem())
                .faults().stream()
                        .map(fault -> String.join(".", fault.loc()) + ": " + fault.msg())
                        .toList();
    }
}
