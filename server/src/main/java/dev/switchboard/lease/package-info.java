/**
 * Who owns a piece of work, and when it is due. Start at {@link dev.switchboard.lease.Leases}.
 */
@NullMarked
package dev.switchboard.lease;

import org.jspecify.annotations.NullMarked;
