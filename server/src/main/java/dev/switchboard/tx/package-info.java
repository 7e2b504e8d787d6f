/**
 * "These writes commit together." Start at {@link dev.switchboard.tx.Transactor}.
 */
@NullMarked
package dev.switchboard.tx;

import org.jspecify.annotations.NullMarked;
