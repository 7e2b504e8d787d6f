package dev.switchboard.app;

import dev.switchboard.cli.Cli;
import dev.switchboard.cli.Program;
import dev.switchboard.cli.ServerStarter;
import dev.switchboard.cli.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The command line in a process of its own, for commands that talk to a server elsewhere. */
final class CommandLine {
    private CommandLine() {}

    public static void main(String[] args) {
        Program program = new Program() {
            @Override
            public String version() {
                return "test";
            }

            @Override
            public ServerStarter server() {
                throw new AssertionError("no server is started here");
            }

            @Override
            public Settings settings(@Nullable Path file) {
                throw new AssertionError("no settings are read here");
            }
        };
        System.exit(new Cli(program, ProcessSurroundings.surroundings()).run(ProcessSurroundings.words(args)));
    }
}
