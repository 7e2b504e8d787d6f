package dev.switchboard.agent.tool.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests ask about processes. One that is dead and not yet forgotten by its parent does not count as alive. */
public final class Processes {
    private Processes() {}

    public static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isAlive(Path pidFile) throws IOException {
        return isAlive(pid(pidFile));
    }

    static long pid(Path pidFile) throws IOException {
        return Long.parseLong(Files.readString(pidFile).strip());
    }
}
