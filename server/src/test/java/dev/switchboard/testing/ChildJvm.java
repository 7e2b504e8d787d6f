package dev.switchboard.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another process of this JDK, with this class path, whose output is read line by line. Closing it kills it and waits for its end. A
 * line counts only when its line feed arrived: a killed process may leave half of one.
 */
public final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread reader;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread errorReader;

    private ChildJvm(Process process, Consumer<String> onLine) {
        this.process = process;
        this.reader = Thread.ofPlatform()
                .name("child-stdout")
                .start(() -> read(process.inputReader(StandardCharsets.UTF_8), onLine));
        this.errorReader = Thread.ofPlatform()
                .name("child-stderr")
                .start(() -> read(process.errorReader(StandardCharsets.UTF_8), errors::add));
    }

    /**
     * Starts a main class.
     *
     * @param prefix a command that runs another one, such as {@code strace}; empty for none
     * @param onLine hears each line of the standard output, on a thread of its own
     */
    public static ChildJvm start(List<String> prefix, Class<?> main, List<String> arguments, Consumer<String> onLine)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ChildJvm(new ProcessBuilder(command).start(), onLine);
    }

    /** Kills the process at once, as {@code kill -9} does, and waits until its last line has been heard. */
    public void kill() {
        // Through the handle: the process itself would close our ends of its output too, with what is still in them.
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Waits until the process has ended by itself and its last line has been heard. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
                throw new AssertionError("the child did not end: " + errors);
            }
            reader.join();
            errorReader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What it said on the standard error. */
    public List<String> errors() {
        return errors;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    private static void read(BufferedReader input, Consumer<String> onLine) {
        StringBuilder line = new StringBuilder();
        try (input) {
            for (int next = input.read(); next >= 0; next = input.read()) {
                if (next == '\n') {
                    onLine.accept(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
