package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelException;

/** What the failures of a model call mean to whoever may make it again. */
final class Failures {
    private Failures() {}

    /** Whether a call that was refused with this status may succeed later. */
    static boolean isRetryable(int status) {
        return switch (status) {
            case 408, 409, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    static ModelException empty() {
        return new ModelException("The API returned an empty response.", true, 0, null);
    }
}
