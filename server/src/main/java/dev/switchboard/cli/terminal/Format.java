package dev.switchboard.cli.terminal;

/** How data is written on standard output. */
public enum Format {
    /** For people. */
    TEXT,
    /** One document. */
    JSON,
    /** One object a line. */
    NDJSON
}
