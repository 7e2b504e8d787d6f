package dev.switchboard.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds programs that tools use when they are there. */
final class Programs {
    private Programs() {}

    static @Nullable Path ripgrep(ToolsConfig config, Map<String, String> environment) {
        if (config.ripgrep() != null) {
            return config.ripgrep();
        }
        for (String directory : environment.getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(directory.isEmpty() ? "." : directory, "rg");
            if (program.isAbsolute() && Files.isExecutable(program) && Files.isRegularFile(program)) {
                return program;
            }
        }
        return null;
    }
}
