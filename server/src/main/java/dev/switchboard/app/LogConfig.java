package dev.switchboard.app;

import dev.switchboard.config.Doc;

/** The server's log. */
public record LogConfig(
        @Doc(en = "The least level that is logged.", zh = "记录的最低级别。")
        Level level,

        @Doc(en = "text, or json: one object a line.", zh = "text，或 json：每行一个对象。")
        Form format) {

    /** How bad it must be. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** How a line is written. */
    public enum Form {
        TEXT,
        JSON
    }

    public static LogConfig defaults() {
        return new LogConfig(Level.INFO, Form.TEXT);
    }
}
