package dev.switchboard.runs;

import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.runs.record.RunSpec;

/** Which model a run gets. */
@FunctionalInterface
public interface ModelChooser {

    /**
     * Puts configuration, environment and the run's own settings together. Blocks on files.
     *
     * @throws PreparationException when the configuration cannot be read or makes no sense
     */
    ModelChoice choose(RunSpec spec) throws PreparationException;
}
