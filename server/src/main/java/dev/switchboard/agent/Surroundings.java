package dev.switchboard.agent;

import dev.switchboard.time.Time;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** What a prompt can say about where and when an agent works: the values of its built-in variables. */
final class Surroundings {
    private static final String SHELL = "/bin/sh";

    private final Time time;
    private final String operatingSystem;

    Surroundings(Time time, String operatingSystem) {
        this.time = time;
        this.operatingSystem = operatingSystem;
    }

    Map<String, String> of(Path workDir) throws PreparationException {
        return Map.of(
                "KIMI_NOW",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.now().atZone(time.zone())),
                "KIMI_WORK_DIR", workDir.toString(),
                "KIMI_WORK_DIR_LS", new DirectoryListing(time.zone()).of(workDir),
                "KIMI_AGENTS_MD", ProjectNotes.in(workDir),
                "KIMI_OS", operatingSystem,
                "KIMI_SHELL", SHELL);
    }
}
