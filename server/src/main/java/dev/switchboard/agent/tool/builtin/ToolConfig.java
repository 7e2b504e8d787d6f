package dev.switchboard.agent.tool.builtin;

import java.time.Duration;
import java.util.Set;

/**
 * The bounds of the built-in tools.
 *
 * @param passEnvironment variables that commands see beside the ordinary ones; what the server holds otherwise, keys above all, is kept
 *     from them
 * @param outputCharsMax characters of a result
 * @param liveOutputCharsMax characters of one command that readers see while it runs; its result is not affected
 * @param fileBytesMax size of a file that is written or edited
 * @param commandsMax child processes at a time; further calls wait
 * @param searchesMax searches within this process at a time; further calls wait
 * @param searchTimeout time for one Glob or Grep
 * @param searchEntriesMax files and directories that one Glob looks at
 */
public record ToolConfig(
        Set<String> passEnvironment,
        int outputCharsMax,
        int liveOutputCharsMax,
        int fileBytesMax,
        int commandsMax,
        int searchesMax,
        Duration searchTimeout,
        int searchEntriesMax) {
    public static final ToolConfig DEFAULTS =
            new ToolConfig(Set.of(), 50_000, 200_000, 10 << 20, 64, 4, Duration.ofSeconds(30), 200_000);

    public ToolConfig {
        passEnvironment = Set.copyOf(passEnvironment);
        atLeast(1_000, outputCharsMax, "outputCharsMax");
        atLeast(0, liveOutputCharsMax, "liveOutputCharsMax");
        atLeast(1, fileBytesMax, "fileBytesMax");
        atLeast(1, commandsMax, "commandsMax");
        atLeast(1, searchesMax, "searchesMax");
        atLeast(1, searchEntriesMax, "searchEntriesMax");
        if (!searchTimeout.isPositive()) {
            throw new IllegalArgumentException("searchTimeout: " + searchTimeout + " (expected: more than 0)");
        }
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
        }
    }
}
