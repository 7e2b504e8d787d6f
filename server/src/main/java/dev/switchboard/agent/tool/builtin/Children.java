package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Starts child processes: each leads a session of its own, so that it can be ended with all that it started, and sees the scrubbed
 * environment. Their number is bounded; who comes later waits in turn. Any thread may use it.
 */
final class Children {
    private static final String USUAL_DIRECTORIES = ":/usr/local/bin:/usr/bin:/bin";

    private final Map<String, String> environment;
    private final ProcessGroups groups;
    private final Time time;
    private final Semaphore slots;
    private final Optional<List<String>> leading;

    Children(ToolConfig config, Map<String, String> environment, ProcessGroups groups, Time time) {
        this.environment = environment;
        this.groups = groups;
        this.time = time;
        this.slots = new Semaphore(config.commandsMax(), true);
        // macOS has no setsid, but a Perl that can do the same.
        this.leading = program("setsid")
                .map(List::of)
                .or(() -> program("perl")
                        .map(perl ->
                                List.of(perl, "-MPOSIX", "-e", "POSIX::setsid() > 0 or die; exec { $ARGV[0] } @ARGV")));
    }

    /**
     * Starts a program once there is a slot. The slot is free again when the child is closed.
     *
     * @param command the program, by its path, and its arguments
     * @throws Refused on a machine that cannot start sessions
     */
    Child start(List<String> command, Path directory) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(leading.orElseThrow(() -> new Refused(
                "No process can be started: neither setsid (util-linux) nor perl is on the server's PATH.",
                "Cannot start processes")));
        whole.addAll(command);
        slots.acquire();
        try {
            ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Child(builder.start(), groups, time, slots::release);
        } catch (IOException | RuntimeException e) {
            slots.release();
            throw e;
        }
    }

    private Optional<String> program(String name) {
        return Stream.of((environment.getOrDefault("PATH", "") + USUAL_DIRECTORIES).split(":", -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
