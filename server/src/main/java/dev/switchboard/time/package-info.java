/**
 * The only place that reads the clock or draws randomness. Everything else is handed a {@link dev.switchboard.time.Time} and {@link dev.switchboard.time.Ids}.
 */
@NullMarked
package dev.switchboard.time;

import org.jspecify.annotations.NullMarked;
