package dev.switchboard.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command in a process of its own, from this test's class path, whose standard input has nothing and is no terminal.
 *
 * @param out standard output
 * @param err standard error
 */
record CommandProcess(int exit, String out, String err) {
    /** The file below the directory of the command in which its standard error ends up. */
    static final String ERR = "err";

    private static final int PATIENCE_SECONDS = 60;

    /** A command that is called in that directory and talks to that server. */
    static ProcessBuilder builder(Path directory, String server, String... words) {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all).directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("KIMI_")
                        || name.startsWith("SWITCHBOARD_")
                        || name.startsWith("LC_")
                        || name.endsWith("_PROXY")
                        || name.endsWith("_proxy")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("SWITCHBOARD_URL", server);
        return builder.redirectError(directory.resolve(ERR).toFile());
    }

    /** Runs a command to its end. */
    static CommandProcess run(Path directory, String server, String... words) throws Exception {
        return end(builder(directory, server, words).start(), directory);
    }

    /** Waits for the end of a command that was started from {@link #builder}. */
    static CommandProcess end(Process process, Path directory) throws IOException, InterruptedException {
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the command has not ended");
            }
            return new CommandProcess(process.exitValue(), out, Files.readString(directory.resolve(ERR)));
        } finally {
            process.destroyForcibly();
        }
    }
}
