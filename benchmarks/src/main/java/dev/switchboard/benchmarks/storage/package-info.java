/** The journal alone, beside what it stands on: measured with JMH, each sample in a JVM of its own. */
@NullMarked
package dev.switchboard.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
