package dev.switchboard.cli.chat;

import dev.switchboard.cli.terminal.Style;

/** Where a conversation is shown and typed. One thread reads; any thread shows. */
interface Dialog extends AutoCloseable {

    /** Waits for the person. */
    Typed read();

    /** Text of the agent that goes on. */
    void text(String piece);

    /** The text of the agent is over; what comes next begins on a new line. */
    void endText();

    /** A line beside the text. */
    void note(Style style, String line);

    /** What stands where the person types. */
    void prompt(String prompt);

    @Override
    void close();
}
