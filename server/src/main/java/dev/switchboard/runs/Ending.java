package dev.switchboard.runs;

import dev.switchboard.agent.Outcome;
import dev.switchboard.runs.record.RunEvent.Failed;
import dev.switchboard.runs.record.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a run ends.
 *
 * @param older whether the older terminal line precedes the terminal event
 * @param yields whether a steering message that came in time makes the run go on instead
 */
record Ending(
        RunStatus status, @Nullable String reason, @Nullable Failed error, boolean older, boolean yields) {

    static Ending of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Finished o -> new Ending(RunStatus.FINISHED, null, null, false, true);
            case Outcome.Rejected o -> new Ending(RunStatus.FINISHED, null, null, false, false);
            case Outcome.MaxStepsReached o -> new Ending(RunStatus.MAX_STEPS_REACHED, null, null, false, false);
            case Outcome.Failed(String reason, String message) -> error(reason, message);
        };
    }

    static Ending cancelled() {
        return new Ending(RunStatus.CANCELLED, null, null, true, false);
    }

    static Ending unprepared(String details) {
        return new Ending(
                RunStatus.ERROR, "preparation", new Failed("failed to prepare runtime", details), true, false);
    }

    static Ending error(String reason, String message) {
        return new Ending(RunStatus.ERROR, reason, new Failed(message, null), false, false);
    }
}
