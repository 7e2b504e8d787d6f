package dev.switchboard.app;

import dev.switchboard.cli.Cli;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Terminals;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Time time = new SystemTime();
        Surroundings surroundings = new Surroundings(
                environment,
                Terminals.of(environment.getOrDefault("SWITCHBOARD_LAUNCHER_TTY", "")),
                System.in,
                channel(FileDescriptor.out),
                channel(FileDescriptor.err),
                Path.of("").toAbsolutePath().toString(),
                time,
                new RandomIds(),
                new JvmSignals(),
                Runtime.getRuntime()::halt);
        int code = new Cli(new InstalledProgram(environment, time), surroundings).run(List.of(args));
        System.exit(code);
    }

    private static WritableByteChannel channel(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor).getChannel();
    }
}
