package dev.switchboard.runs.record;

/** Where a run is in its life. {@code QUEUED → RUNNING ⇄ WAITING → } one of the ends. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    WAITING,
    FINISHED,
    ERROR,
    CANCELLED,
    MAX_STEPS_REACHED;

    public boolean ended() {
        return switch (this) {
            case QUEUED, RUNNING, WAITING -> false;
            case FINISHED, ERROR, CANCELLED, MAX_STEPS_REACHED -> true;
        };
    }
}
