package dev.switchboard.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of the three streams are terminals. Each is told on its own. */
public record Terminals(boolean in, boolean out, boolean err) {
    public static final Terminals NONE = new Terminals(false, false, false);

    /**
     * Reads what the launcher found with {@code test -t}: the numbers of the streams that are terminals, such as {@code 02}. Without that
     * word, the names of the open files tell (Linux); where there are none, nothing counts as a terminal.
     */
    public static Terminals of(String launcherWord) {
        if (launcherWord.startsWith("t")) {
            return new Terminals(launcherWord.contains("0"), launcherWord.contains("1"), launcherWord.contains("2"));
        }
        return new Terminals(isTerminal(0), isTerminal(1), isTerminal(2));
    }

    private static boolean isTerminal(int stream) {
        try {
            String file =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
