/**
 * A gateway as a door sees it, whether it is ours in this process or another one over a socket. Start at
 * {@link dev.switchboard.doors.link.Gateways}.
 */
@NullMarked
package dev.switchboard.doors.link;

import org.jspecify.annotations.NullMarked;
