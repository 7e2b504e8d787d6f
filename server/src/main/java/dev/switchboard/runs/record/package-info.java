/**
 * The record of runs: how each of them stands, what has happened in it, what it asks of people, and the store that keeps all that. Who
 * keeps or tells of runs needs no more than this; who starts them and does their work is {@code runs}. Start at
 * {@link dev.switchboard.runs.record.Run} and {@link dev.switchboard.runs.record.RunEvent}.
 */
@NullMarked
package dev.switchboard.runs.record;

import org.jspecify.annotations.NullMarked;
