package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Terminals;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A person at a command line that is made of memory. One command at a time. */
final class Desk {
    final SettableTime time = new SettableTime();
    final Map<String, String> environment = new HashMap<>(Map.of("LANG", "en_US.UTF-8"));
    final FakeProgram program = new FakeProgram();
    final CompletableFuture<Integer> halted = new CompletableFuture<>();

    private final Map<ProcessSignals.Kind, Runnable> signals =
            new ConcurrentHashMap<>(new EnumMap<>(ProcessSignals.Kind.class));
    private final Paper out = new Paper();
    private final Paper err = new Paper();
    private Terminals terminals = Terminals.NONE;
    private InputStream in = InputStream.nullInputStream();

    /** Talks to that server. */
    Desk at(String url) {
        environment.put("SWITCHBOARD_URL", url);
        return this;
    }

    Desk inChinese() {
        environment.put("LC_ALL", "zh_CN.UTF-8");
        return this;
    }

    Desk typing(InputStream typed) {
        in = typed;
        return this;
    }

    Desk typing(String typed) {
        return typing(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    /** All three streams are a terminal. */
    Desk onTerminal() {
        terminals = new Terminals(true, true, true);
        environment.put("NO_COLOR", "1");
        return this;
    }

    Desk onTerminals(boolean input, boolean output, boolean error) {
        terminals = new Terminals(input, output, error);
        environment.put("NO_COLOR", "1");
        return this;
    }

    /** Runs a command to its end and gives its exit code. */
    int run(String... words) {
        return new Cli(program, surroundings()).run(List.of(words));
    }

    /** Runs a command on a thread of its own. */
    CompletableFuture<Integer> start(String... words) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("command").start(() -> {
            try {
                exit.complete(run(words));
            } catch (RuntimeException e) {
                exit.completeExceptionally(e);
            }
        });
        return exit;
    }

    static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Sends a signal, once something listens for it. */
    void signal(ProcessSignals.Kind kind) {
        Runnable action = signals.get(kind);
        if (action == null) {
            throw new AssertionError("nothing listens for " + kind);
        }
        Thread.ofPlatform().daemon().name("signal").start(action);
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    /** Waits until the command has said that on standard error. */
    void awaitErr(String text) throws InterruptedException {
        err.await(text);
    }

    private Surroundings surroundings() {
        return new Surroundings(
                environment,
                terminals,
                in,
                Channels.newChannel(out),
                Channels.newChannel(err),
                "/work",
                time,
                new CountingIds(0.5),
                signals::put,
                halted::complete);
    }

    /** What has been written, which any thread may read. */
    private static final class Paper extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] b, int from, int length) {
            bytes.write(b, from, length);
            notifyAll();
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized void await(String text) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!text().contains(text)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("not said: " + text + "; said: " + text());
                }
                wait(left);
            }
        }
    }
}
