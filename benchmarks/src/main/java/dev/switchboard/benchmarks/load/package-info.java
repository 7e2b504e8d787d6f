/**
 * What every load client needs: processes and what they use, connections that cost little, a model to talk to, and how figures are gathered
 * and shown. Start at {@link dev.switchboard.benchmarks.load.Session}.
 */
@NullMarked
package dev.switchboard.benchmarks.load;

import org.jspecify.annotations.NullMarked;
