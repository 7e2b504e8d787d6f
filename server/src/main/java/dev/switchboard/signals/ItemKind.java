package dev.switchboard.signals;

/** What a volatile item is. */
public enum ItemKind {
    TEXT,
    THINK,
    TOOL_ARGUMENTS,
    TOOL_OUTPUT
}
