/**
 * The documents of the runs API as records: what a client reads and sends. Start at {@link dev.switchboard.wire.runs.RunLine} for the
 * lines of a run and {@link dev.switchboard.wire.runs.RunDocument} for the run itself. Readers ignore members they do not know.
 */
@NullMarked
package dev.switchboard.wire.runs;

import org.jspecify.annotations.NullMarked;
