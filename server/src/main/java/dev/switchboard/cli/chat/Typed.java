package dev.switchboard.cli.chat;

/** What a person does at the keyboard. */
sealed interface Typed {

    /** A line, without its end. */
    record Line(String text) implements Typed {}

    /** Ctrl-C. */
    record Interrupted() implements Typed {}

    /** Ctrl-D, or the end of what is piped in. */
    record End() implements Typed {}
}
