package dev.switchboard.runs.record;

import dev.switchboard.journal.StreamId;

/** Names a run. */
public record RunId(String value) {

    /** The stream of what readers see. */
    public StreamId events() {
        return new StreamId("run", value);
    }

    /** The stream of what the run must remember. */
    public StreamId log() {
        return new StreamId("run-log", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
