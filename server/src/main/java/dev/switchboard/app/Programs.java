package dev.switchboard.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds programs that tools use when they are there. */
final class Programs {
    private Programs() {}

    static @Nullable Path ripgrep(ToolsConfig config, Map<String, String> environment) {
        if (config.ripgrep() != null) {
            return config.ripgrep();
        }
        return Pattern.compile(":")
                .splitAsStream(environment.getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, "rg"))
                .filter(program -> program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program))
                .findFirst()
                .orElse(null);
    }
}
