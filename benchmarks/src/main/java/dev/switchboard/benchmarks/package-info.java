/** Measurements of what the product must not spend. Each class says what it measures and against which budget. */
@NullMarked
package dev.switchboard.benchmarks;

import org.jspecify.annotations.NullMarked;
