package dev.switchboard.app;

import dev.switchboard.cli.Cli;
import dev.switchboard.cli.terminal.Surroundings;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = ProcessSurroundings.surroundings();
        InstalledProgram program = new InstalledProgram(surroundings.environment(), surroundings.time());
        System.exit(new Cli(program, surroundings).run(ProcessSurroundings.words(args)));
    }
}
