/**
 * The program: puts the parts together, starts them and stops them in order. Start at {@link dev.switchboard.app.Switchboard}.
 */
@NullMarked
package dev.switchboard.app;

import org.jspecify.annotations.NullMarked;
