package dev.switchboard.doors.foreign;

import org.jspecify.annotations.Nullable;

/** A run whose end has not been seen. Guarded by its {@link SessionLog}. */
final class OpenRun {
    private final String id;
    private long lastSeq;
    private String text = "";

    /** The latest events with the text so far; absent when nothing has been said. */
    private @Nullable Passage spoken;

    private @Nullable Passage delta;

    OpenRun(String id) {
        this.id = id;
    }

    void heard(long seq) {
        lastSeq = Math.max(lastSeq, seq);
    }

    void spoken(Passage passage) {
        spoken = passage;
    }

    void delta(Passage passage, String textSoFar) {
        delta = passage;
        text = textSoFar;
    }

    @Nullable
    Passage spoken() {
        return spoken;
    }

    @Nullable
    Passage delta() {
        return delta;
    }

    Snapshot snapshot(boolean alone) {
        return new Snapshot(id, lastSeq, text, alone);
    }

    /**
     * What is known of a run.
     *
     * @param lastSeq the highest number seen in it; 0 when there was none
     * @param text what it has said so far
     * @param alone whether no other run of the session is open
     */
    record Snapshot(String id, long lastSeq, String text, boolean alone) {}
}
