/**
 * Runs of agents: their states, events, sessions, approvals and recovery. Start at {@link dev.switchboard.runs.Runs}.
 */
@NullMarked
package dev.switchboard.runs;

import org.jspecify.annotations.NullMarked;
