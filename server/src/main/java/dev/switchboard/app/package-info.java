/**
 * The program: what starts, what it is wired from, and in which order it stops. The only place that sees the process around it.
 */
@NullMarked
package dev.switchboard.app;

import org.jspecify.annotations.NullMarked;
