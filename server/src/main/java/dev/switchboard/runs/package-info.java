/**
 * Runs of agents: who may work when, the work itself from its slot to its end, and what becomes of it at a restart. Start at
 * {@link dev.switchboard.runs.Runs}; what is kept and told of runs is in {@code record}.
 */
@NullMarked
package dev.switchboard.runs;

import org.jspecify.annotations.NullMarked;
