package dev.switchboard.cli.terminal;

/** How much a command tells about itself, each level with all of those before it. */
public enum Verbosity {
    /** Errors and questions only. */
    QUIET,
    NORMAL,
    VERBOSE,
    /** Also the stack traces of failures. */
    DEBUG
}
