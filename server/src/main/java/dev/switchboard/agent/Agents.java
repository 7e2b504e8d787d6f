package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelChoice;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prepares agents for their work. */
public interface Agents {

    /**
     * Reads the agent's file, its prompt and the directory's notes, and reaches for its model. Blocks on files.
     *
     * @throws PreparationException when the agent cannot be made; the message is for people
     */
    Agent prepare(Assignment assignment) throws PreparationException;

    /**
     * What an agent is prepared for.
     *
     * @param workDir an existing directory, as a real path
     * @param agentFile absent for the built-in agent
     * @param sessionId the conversation, for caching at the provider
     * @param maxSteps one step is taken whatever this says
     * @param maxTokens prompt and completion tokens of all calls together, as far as the provider reports them; 0 for no bound
     */
    record Assignment(
            Path workDir,
            List<Path> readableDirs,
            @Nullable Path agentFile,
            ModelChoice model,
            boolean thinking,
            String sessionId,
            int maxSteps,
            long maxTokens) {
        public Assignment {
            readableDirs = List.copyOf(readableDirs);
        }
    }
}
