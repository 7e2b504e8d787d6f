/**
 * Foreign gateways behind {@code doors/link}: this server as a client of the gateway protocol, versions 3 and 4. Start at
 * {@link dev.switchboard.doors.foreign.ForeignGateways}; a {@code Link} is one supervised connection, a {@code SessionLog} what passes through
 * it for one session.
 *
 * <p>What is known about the gateways, and which of their oddities are mended here, is told in {@code docs/protocols/foreign-gateways.md}.
 */
@NullMarked
package dev.switchboard.doors.foreign;

import org.jspecify.annotations.NullMarked;
