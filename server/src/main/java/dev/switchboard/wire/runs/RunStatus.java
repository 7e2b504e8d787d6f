package dev.switchboard.wire.runs;

/** Where a run is in its life, as the API names it. */
public enum RunStatus {
    QUEUED("queued"),
    RUNNING("running"),
    WAITING("waiting"),
    FINISHED("finished"),
    ERROR("error"),
    CANCELLED("cancelled"),
    MAX_STEPS_REACHED("max_steps_reached"),
    /** A status that this client does not know yet. */
    OTHER("");

    private final String wire;

    RunStatus(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public boolean ended() {
        return switch (this) {
            case QUEUED, RUNNING, WAITING, OTHER -> false;
            case FINISHED, ERROR, CANCELLED, MAX_STEPS_REACHED -> true;
        };
    }

    public static RunStatus of(String wire) {
        for (RunStatus status : values()) {
            if (status.wire.equals(wire)) {
                return status;
            }
        }
        return OTHER;
    }
}
