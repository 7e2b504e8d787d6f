/**
 * News of streams for those who read them live, and the volatile text that is still being spoken. Start at
 * {@link dev.switchboard.signals.Feed}.
 */
@NullMarked
package dev.switchboard.signals;

import org.jspecify.annotations.NullMarked;
