/**
 * What can go wrong, in the words of the product. Start at {@link dev.switchboard.problem.Problem}; doors turn it into their own dialect.
 */
@NullMarked
package dev.switchboard.problem;

import org.jspecify.annotations.NullMarked;
