package dev.switchboard.agent.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this machine. Read from {@code /proc}; elsewhere from what Java knows, which has no groups: there a group is its
 * leader and what descends from it.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

    // Fields of /proc/<pid>/stat, counted from the state, which follows the parenthesised name.
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START = 19;

    private ProcessTable() {}

    /**
     * A process that is not dead.
     *
     * @param startTicks clock ticks since boot, or milliseconds since 1970 where there is no {@code /proc}; with the pid it names a
     *     process for good
     */
    record Entry(long pid, long parent, long group, long session, long startTicks) {}

    static Optional<Entry> find(long pid) {
        return LINUX
                ? fromProc(PROC.resolve(Long.toString(pid)))
                : ProcessHandle.of(pid).map(ProcessTable::fromHandle);
    }

    static List<Entry> all() {
        if (!LINUX) {
            return ProcessHandle.allProcesses().map(ProcessTable::fromHandle).toList();
        }
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            processes.forEach(each -> fromProc(each).ifPresent(entries::add));
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be listed", e);
        }
        return entries;
    }

    private static Optional<Entry> fromProc(Path directory) {
        String stat;
        try {
            stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return Optional.empty(); // It ended meanwhile.
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                Long.parseLong(directory.getFileName().toString()),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[GROUP]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[START])));
    }

    private static Entry fromHandle(ProcessHandle handle) {
        long parent = handle.parent().map(ProcessHandle::pid).orElse(0L);
        long start = handle.info()
                .startInstant()
                .map(instant -> instant.toEpochMilli())
                .orElse(0L);
        return new Entry(handle.pid(), parent, 0, 0, start);
    }
}
