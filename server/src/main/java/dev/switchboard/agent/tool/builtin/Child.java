package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A child process that leads a session. The thread that started it follows it to its end, and no other thread is needed: it takes
 * what the pipes hold, then waits a little or until the child ends. A read that blocks would hold on to its carrier, and for as long
 * as any process that escaped keeps the pipe open.
 */
final class Child implements AutoCloseable {
    private static final long PAUSE_MIN = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PAUSE_MAX = TimeUnit.MILLISECONDS.toNanos(32);
    private static final long KILL_PATIENCE_SECONDS = 5;

    /** Bytes of one pipe that are taken before the other one, the deadline and the child are looked at again. */
    private static final int TURN = 256 << 10;

    private final Process process;
    private final ProcessGroups groups;
    private final Time time;
    private final Runnable onClose;
    private final Optional<ProcessGroup> group;
    private final byte[] buffer = new byte[64 << 10];

    Child(Process process, ProcessGroups groups, Time time, Runnable onClose) {
        this.process = process;
        this.groups = groups;
        this.time = time;
        this.onClose = onClose;
        this.group = groups.ledBy(process.pid());
    }

    /** How following a child ended. */
    enum End {
        EXITED,
        TIMED_OUT,
        /** A sink wanted no more. */
        CUT_SHORT
    }

    /** How long a child may take; asked again and again. */
    interface Limit {
        /** A reading of {@link Time#nanos}. */
        long deadline();

        /** How long the child and its session may take to end when they are ended; zero kills them at once. */
        Duration grace();

        /** Up to a time, and not a bit longer. */
        static Limit at(long deadline) {
            return new Limit() {
                @Override
                public long deadline() {
                    return deadline;
                }

                @Override
                public Duration grace() {
                    return Duration.ZERO;
                }
            };
        }
    }

    /** Takes what a child writes, on the thread that follows it. */
    interface Sink {
        /** @return whether more is wanted */
        boolean take(byte[] bytes, int length);
    }

    /** Absent when it ended at once. */
    Optional<ProcessGroup> group() {
        return group;
    }

    /** Writes a line to the child and closes its input. A child that has ended does not mind. */
    void tell(String line) {
        try (OutputStream input = process.getOutputStream()) {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Its end shows up where it is followed.
        }
    }

    /**
     * Hands over what the child writes until it has ended, with its whole session unless it ended by itself.
     *
     * @throws InterruptedException when interrupted; the child has ended by then
     */
    End follow(Limit limit, Sink out, Sink err) throws InterruptedException {
        End end = End.EXITED;
        long pause = PAUSE_MIN;
        while (end == End.EXITED && process.isAlive()) {
            Taken taken = take(out, err);
            if (taken == Taken.ENOUGH) {
                end = End.CUT_SHORT;
            } else if (time.nanos() - limit.deadline() >= 0) {
                end = End.TIMED_OUT;
            } else {
                pause = taken == Taken.SOME ? PAUSE_MIN : Math.min(PAUSE_MAX, 2 * pause);
                waitFor(pause, limit.grace());
            }
        }
        if (end == End.CUT_SHORT) {
            stop(limit.grace(), Child::drop, Child::drop);
            return end;
        }
        stop(limit.grace(), out, err);
        boolean whole = process.isAlive() || drain(out, err) != Taken.ENOUGH;
        return whole ? end : End.CUT_SHORT;
    }

    /** Ends what is left of the session of a child that has just ended. */
    void endRest() {
        group.ifPresent(groups::endRest);
    }

    /** What the child said at its end: 128 and the number of the signal that ended it, if one did. */
    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        stop(Duration.ZERO, Child::drop, Child::drop);
        onClose.run();
    }

    private static boolean drop(byte[] bytes, int length) {
        return true;
    }

    private void waitFor(long nanos, Duration grace) throws InterruptedException {
        try {
            boolean ignored = process.waitFor(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stop(grace, Child::drop, Child::drop);
            throw e; // Ends the call.
        }
    }

    /** Reads on meanwhile: a program that is stuck with its output does not end. */
    private void stop(Duration grace, Sink out, Sink err) {
        if (!process.isAlive()) {
            return;
        }
        closeInput();
        group.ifPresent(known -> groups.end(known, grace, () -> take(out, err)));
        process.toHandle().destroyForcibly(); // Unlike the process's own method, this leaves the pipes open.
        boolean interrupted = Thread.interrupted();
        try {
            boolean ignored = process.waitFor(KILL_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true; // SIGKILL is on its way; who waits for it does not matter any more.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits for input and gets none ends by itself. */
    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private Taken take(Sink out, Sink err) {
        return take(process.getInputStream(), out).and(take(process.getErrorStream(), err));
    }

    private Taken take(InputStream pipe, Sink sink) {
        Taken taken = Taken.NONE;
        try {
            int length;
            for (int turn = TURN; turn > 0 && (length = pipe.available()) > 0; turn -= length) {
                length = pipe.read(buffer, 0, Math.min(length, buffer.length));
                if (length < 0) {
                    break;
                }
                taken = taken.and(sink.take(buffer, length) ? Taken.SOME : Taken.ENOUGH);
                if (taken == Taken.ENOUGH) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the pipe of a child cannot be read", e);
        }
        return taken;
    }

    /** Takes the rest. All that wrote to these pipes has ended, so this does not wait. */
    private Taken drain(Sink out, Sink err) {
        Taken all = Taken.NONE;
        Taken last;
        do {
            last = take(out, err);
            all = all.and(last);
        } while (last == Taken.SOME);
        return all;
    }

    private enum Taken {
        NONE,
        SOME,
        ENOUGH;

        Taken and(Taken other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }
}
