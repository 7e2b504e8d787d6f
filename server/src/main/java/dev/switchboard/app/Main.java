package dev.switchboard.app;

import dev.switchboard.cli.Cli;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Surroundings;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = ProcessSurroundings.surroundings();
        InstalledProgram program = new InstalledProgram(surroundings.environment(), surroundings.time());
        int exit = ExitCode.SOFTWARE;
        try {
            exit = new Cli(program, surroundings).run(ProcessSurroundings.words(args));
        } catch (LinkageError e) {
            // The program's files have been replaced under it: nothing that is not loaded yet can be used any more.
            System.err.println(e);
        }
        System.exit(exit);
    }
}
