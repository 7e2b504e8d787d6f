package dev.switchboard.app;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where things are on this machine, by the XDG rules. */
final class Places {
    private Places() {}

    /** The directory of the server's data. */
    static Path data(@Nullable Path configured, Map<String, String> environment) {
        if (configured != null) {
            return configured.toAbsolutePath().normalize();
        }
        String dataHome = environment.getOrDefault("XDG_DATA_HOME", "");
        return dataHome.isEmpty()
                ? home(environment).resolve(".local/share/switchboard")
                : Path.of(dataHome, "switchboard");
    }

    /** The configuration of the runs protocol. */
    static Path kimiConfig(Map<String, String> environment) {
        return home(environment).resolve(".kimi/config.json");
    }

    /** Where whoever runs this lives. */
    static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
    }
}
