/**
 * Load on the runs door: a server of its own process, readers and a stub model in this one. Each class is a
 * {@link dev.switchboard.benchmarks.load.Benchmark}.
 */
@NullMarked
package dev.switchboard.benchmarks.runs;

import org.jspecify.annotations.NullMarked;
