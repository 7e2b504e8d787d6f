package dev.switchboard.app;

import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Terminals;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * This process, as the commands see it. In a locale that is not UTF-8 the JDK spoils what is not ASCII in words and paths; what the system
 * keeps of them is read instead.
 */
final class ProcessSurroundings {
    private static final char SPOILT = '\ufffd';

    private ProcessSurroundings() {}

    static Surroundings surroundings() {
        // A command that was cut off while it was being sent is not sent again: only its sender knows whether that
        // would be right.
        System.setProperty("sun.net.http.retryPost", "false");
        return new Surroundings(
                System.getenv(),
                Terminals.of(System.getenv().getOrDefault("SWITCHBOARD_LAUNCHER_TTY", "")),
                System.in,
                new FileOutputStream(FileDescriptor.out).getChannel(),
                new FileOutputStream(FileDescriptor.err).getChannel(),
                workDir(System.getProperty("user.dir", "/")),
                new SystemTime(),
                new RandomIds(),
                new JdkSignals(),
                code -> Runtime.getRuntime().halt(code));
    }

    /** The words of the call. */
    static List<String> words(String[] args) {
        List<String> words = List.of(args);
        if (words.stream().noneMatch(word -> word.indexOf(SPOILT) >= 0)) {
            return words;
        }
        List<String> kept = kept("cmdline");
        return kept.size() > args.length ? kept.subList(kept.size() - args.length, kept.size()) : words;
    }

    private static String workDir(String directory) {
        return directory.indexOf(SPOILT) < 0
                ? directory
                : kept("environ").stream()
                        .filter(entry -> entry.startsWith("PWD="))
                        .findFirst()
                        .map(entry -> entry.substring("PWD=".length()))
                        .orElse(directory);
    }

    /** What Linux keeps of this process, each piece ended by a zero byte. */
    private static List<String> kept(String what) {
        try {
            String whole = Files.readString(Path.of("/proc/self/" + what), StandardCharsets.UTF_8);
            String text = whole.endsWith("\0") ? whole.substring(0, whole.length() - 1) : whole;
            return List.of(text.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
