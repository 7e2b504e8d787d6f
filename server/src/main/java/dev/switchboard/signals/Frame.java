package dev.switchboard.signals;

import dev.switchboard.journal.Entry;

/** What a reader of a stream receives. */
public sealed interface Frame {

    /** An event of the log. */
    record Event(Entry entry) implements Frame {}

    /** A volatile piece of an item that has not ended. */
    record Spoken(Delta delta) implements Frame {}
}
