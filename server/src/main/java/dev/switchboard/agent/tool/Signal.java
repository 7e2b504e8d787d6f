package dev.switchboard.agent.tool;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The signals that end processes. Sent by the system call: Java cannot signal a group, and a {@code kill} command cannot be started
 * once a runaway tool has used up all processes.
 */
enum Signal {
    TERM(15),
    KILL(9);

    private static final MethodHandle CALL = call();

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Sends it to every member of the group; one that has none any more is left alone. */
    void toGroup(long group) {
        send(-checked(group));
    }

    /** Sends it to one process; nothing happens when it has ended. */
    void toProcess(long pid) {
        send(checked(pid));
    }

    /** Keeps away from 0, 1 and negative numbers, which mean the own group, init and everything. */
    private static int checked(long pid) {
        if (pid <= 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("pid: " + pid + " (expected: more than 1)");
        }
        return (int) pid;
    }

    private void send(int target) {
        try {
            int ignored = (int) CALL.invokeExact(target, number);
        } catch (Throwable e) {
            throw new IllegalStateException("kill cannot be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("kill").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
