package dev.switchboard.config;

import java.nio.file.Path;

/** Where a value comes from. What stands further up in this list wins. */
public sealed interface Origin {

    /** A flag of the command line, as the user writes it: {@code --port}. */
    record Flag(String name) implements Origin {}

    /** An environment variable. */
    record Variable(String name) implements Origin {}

    /** A line of the configuration file, counted from 1. */
    record File(Path path, int line) implements Origin {}

    /** Nobody said anything. */
    record Default() implements Origin {}

    /** Names the place for people. */
    default String describe() {
        return switch (this) {
            case Flag flag -> flag.name();
            case Variable variable -> "environment variable " + variable.name();
            case File file -> file.path() + ":" + file.line();
            case Default _ -> "default";
        };
    }
}
