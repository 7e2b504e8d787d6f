package dev.switchboard.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read from. An environment variable that is empty counts as not set.
 *
 * @param flags what the command line says, by key
 * @param environment every variable of the process
 * @param file the configuration file; absent when there is no place for one
 * @param fileNamed whether the user named the file, so that it must exist
 * @param otherVariables variables that begin with {@code SWITCHBOARD_} and are no keys: somebody else reads them
 */
public record Sources(
        Map<String, Flag> flags,
        Map<String, String> environment,
        @Nullable Path file,
        boolean fileNamed,
        Set<String> otherVariables) {

    /** A flag as the user wrote it, and its value. */
    public record Flag(String name, String value) {}

    public Sources {
        flags = Map.copyOf(flags);
        environment = Map.copyOf(environment);
        otherVariables = Set.copyOf(otherVariables);
    }

    /**
     * The usual sources: the named file, else {@code switchboard/config.yaml} in {@code XDG_CONFIG_HOME} or in {@code .config} of
     * {@code HOME}.
     */
    public static Sources of(
            Map<String, Flag> flags,
            Map<String, String> environment,
            @Nullable Path namedFile,
            Set<String> otherVariables) {
        return namedFile != null
                ? new Sources(flags, environment, namedFile, true, otherVariables)
                : new Sources(flags, environment, usersFile(environment), false, otherVariables);
    }

    private static @Nullable Path usersFile(Map<String, String> environment) {
        String configHome = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!configHome.isEmpty()) {
            return Path.of(configHome, "switchboard", "config.yaml");
        }
        return home.isEmpty() ? null : Path.of(home, ".config", "switchboard", "config.yaml");
    }
}
