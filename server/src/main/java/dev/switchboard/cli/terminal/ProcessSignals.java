package dev.switchboard.cli.terminal;

/** The signals that a person or a supervisor sends to the process. */
public interface ProcessSignals {

    /** Runs the action on a thread of its own each time the signal comes, instead of ending the process. The last action set counts. */
    void on(Kind kind, Runnable action);

    /** The signals that a command may answer. */
    enum Kind {
        /** Ctrl-C. */
        INT,
        TERM,
        /** The terminal has gone. */
        HUP
    }
}
