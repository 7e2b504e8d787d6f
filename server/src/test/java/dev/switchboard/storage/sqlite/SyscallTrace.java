package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an {@link Appender} does to the disk, as {@code strace} sees it. */
final class SyscallTrace {
    private static final Path STRACE = Path.of("/usr/bin/strace");

    private final Path directory;
    private final List<String> said = new CopyOnWriteArrayList<>();

    SyscallTrace(Path directory) {
        this.directory = directory;
    }

    /** Aborts the test where processes cannot be traced. */
    static void assumeAvailable() throws Exception {
        assumeTrue(Files.isExecutable(STRACE), "needs strace");
        Process probe = new ProcessBuilder(STRACE.toString(), "-f", "-o", "/dev/null", "true").start();
        assumeTrue(probe.waitFor() == 0, "needs the permission to trace a process");
    }

    /**
     * Lets an appender run to its end under the tracer.
     *
     * @param main {@link Appender} or {@link CrowdAppender}
     * @param faults what goes wrong, in the tracer's words; empty for nothing
     * @param halting whether it halts at the first write that is refused
     */
    void run(Class<?> main, List<String> faults, int threads, int events, boolean halting) throws IOException {
        List<String> tracer = new ArrayList<>(
                List.of(STRACE.toString(), "-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none"));
        tracer.addAll(faults);
        tracer.addAll(List.of("-o", log().toString()));
        List<String> arguments = List.of(
                directory.toString(),
                "traced",
                Integer.toString(threads),
                Integer.toString(events),
                "100",
                Boolean.toString(halting));
        try (ChildJvm child = ChildJvm.start(tracer, main, arguments, said::add)) {
            assertThat(child.awaitEnd()).as("%s", child.errors()).isZero();
        }
    }

    /** The lines that the appender said which begin with this word. */
    List<String> said(String word) {
        return said.stream().filter(line -> line.startsWith(word + " ")).toList();
    }

    /** The syncs of files whose name ends so, while the appender appended. */
    long syncs(String fileName) throws IOException {
        List<String> calls = Files.readAllLines(log());
        int begin = indexOf(calls, "/begin>");
        int end = indexOf(calls, "/end>");
        return calls.subList(begin, end).stream()
                .filter(call -> call.contains("sync(") && call.contains(fileName + ">"))
                .count();
    }

    private Path log() {
        return directory.resolve("trace");
    }

    private static int indexOf(List<String> calls, String mark) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains(mark)) {
                return i;
            }
        }
        throw new AssertionError("no " + mark + " in the trace");
    }
}
