package dev.switchboard.runs;

import dev.switchboard.journal.StreamId;

/** Names a run. */
public record RunId(String value) {

    /** The stream of what readers see. */
    public StreamId events() {
        return new StreamId("run", value);
    }

    /** The stream of what the run must remember. */
    StreamId log() {
        return new StreamId("run-log", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
