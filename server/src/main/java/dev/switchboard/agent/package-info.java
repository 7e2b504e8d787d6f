/**
 * The agent: its specification, its prompt and its loop. It knows nothing of runs, storage or doors; whoever runs it gives it an
 * {@link dev.switchboard.agent.AgentHost}. Start at {@link dev.switchboard.agent.LoopAgent}.
 */
@NullMarked
package dev.switchboard.agent;

import org.jspecify.annotations.NullMarked;
