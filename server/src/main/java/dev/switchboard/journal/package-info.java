/**
 * Append-only, numbered, durable streams of events. Start at {@link dev.switchboard.journal.Journal}.
 */
@NullMarked
package dev.switchboard.journal;

import org.jspecify.annotations.NullMarked;
