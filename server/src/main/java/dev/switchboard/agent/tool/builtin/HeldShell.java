package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shell command whose process group is known before the command runs. A small shell leads the group. It waits for a line on its
 * input and ends when there is none, so a command never begins after the server died. Then it runs the command, reports its exit code
 * on its standard error, which the command does not see, and waits until nobody holds the command's output any more. Last it kills
 * its own group, so what is left in the background ends with the command whether or not there is still a server. It outlives SIGTERM,
 * which is for the command: while it lives, its pid and the group are nobody else's.
 */
final class HeldShell implements AutoCloseable {
    // The output goes through a cat of the group: with the group dies every writer to the server's pipe, also if a
    // process that
    // escaped still holds its own end. cat outlives SIGTERM, so that the last words of the command are heard.
    private static final String LEADER = """
            echo held >&2
            IFS= read -r line || exit 0
            trap : TERM
            {
              trap : TERM
              /bin/sh -c -- "$1" </dev/null 3>&-
              echo "exit $?" >&3
            } 3>&2 2>&1 | { trap '' TERM; exec cat 2>/dev/null 3>&-; }
            kill -s KILL 0
            """;

    private static final Duration START = Duration.ofSeconds(10);

    /** How long processes in the background may go on printing after their command has ended. */
    private static final Duration LEFTOVERS = Duration.ofMillis(500);

    private final Child leader;
    private final Time time;

    /** Starts the leader, once there is a slot, and leaves the command held. */
    HeldShell(Children children, String command, Path directory, Time time) throws IOException, InterruptedException {
        this.time = time;
        this.leader = children.start(List.of("/bin/sh", "-c", LEADER, "sh", command), directory);
    }

    /** How a command ended. */
    sealed interface Ending {
        /**
         * @param code 128 and the number of the signal, when one ended it
         * @param leftovers whether processes in the background held the output and were ended
         */
        record Exited(int code, boolean leftovers) implements Ending {}

        record TimedOut() implements Ending {}

        record NotStarted(String reason) implements Ending {}
    }

    /**
     * Releases the command and follows it to its end.
     *
     * @param timeout counted from its release
     * @param intend called with the group right before the release; when it throws, the command does not run
     * @throws InterruptedException when interrupted; everything has ended by then
     */
    Ending run(Duration timeout, Consumer<ProcessGroup> intend, Child.Sink output) throws InterruptedException {
        Control control = new Control(timeout, intend);
        Child.End end = leader.follow(control, output, control);
        Integer code = control.code;
        if (!control.released) {
            return new Ending.NotStarted(end == Child.End.TIMED_OUT ? "the shell does not answer" : control.complaint);
        }
        if (end == Child.End.TIMED_OUT) {
            return code == null || control.isLate() ? new Ending.TimedOut() : new Ending.Exited(code, true);
        }
        if (code == null) {
            leader.endRest(); // Somebody killed the leader.
            return new Ending.Exited(leader.exitCode(), true);
        }
        return new Ending.Exited(code, false);
    }

    @Override
    public void close() {
        leader.close();
    }

    /** What the leader says, and how long it may take. */
    private final class Control implements Child.Sink, Child.Limit {
        private static final int LINE_MAX = 500;

        private final Duration timeout;
        private final Consumer<ProcessGroup> intend;
        private final StringBuilder line = new StringBuilder();
        private String complaint = "the shell ended at once";
        private long deadline = time.nanos() + START.toNanos();
        private boolean released;
        private @Nullable Integer code;
        private long endedAt;

        Control(Duration timeout, Consumer<ProcessGroup> intend) {
            this.timeout = timeout;
            this.intend = intend;
        }

        @Override
        public boolean take(byte[] bytes, int length) {
            for (char each : new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (each == '\n') {
                    hear(line.toString());
                    line.setLength(0);
                } else if (line.length() < LINE_MAX) {
                    line.append(each);
                }
            }
            return true;
        }

        @Override
        public long deadline() {
            return code == null ? deadline : Math.min(deadline - endedAt, LEFTOVERS.toNanos()) + endedAt;
        }

        /** The command has its time to end; what it left behind had that already. */
        @Override
        public Duration grace() {
            return released && code == null ? ProcessGroups.GRACE : Duration.ZERO;
        }

        /** Whether the command ended after its time, by being ended. */
        boolean isLate() {
            return endedAt - deadline >= 0;
        }

        private void hear(String said) {
            if (said.equals("held") && !released) {
                if (!Thread.currentThread().isInterrupted()) {
                    release();
                }
            } else if (released && said.matches("exit \\d{1,3}")) {
                code = Integer.parseInt(said.substring("exit ".length()));
                endedAt = time.nanos();
            } else if (!said.isBlank()) {
                complaint = said.strip();
            }
        }

        private void release() {
            intend.accept(leader.group().orElseThrow());
            released = true;
            deadline = time.nanos() + timeout.toNanos();
            leader.tell("go");
        }
    }
}
