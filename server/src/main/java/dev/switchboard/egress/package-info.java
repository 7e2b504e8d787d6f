/**
 * The one guarded way out: an HTTP client whose {@link dev.switchboard.egress.Guard} sees the very address that is connected to.
 *
 * <p>It stands on the Vert.x client and not on the JDK's: a guard is only worth something if the address that was checked is the one that is
 * connected to, while the host's name still decides about the {@code Host} header, SNI and the certificate. The JDK's client resolves
 * a name again when it connects, so a name that changes its address in between would pass. Sockets live on event loops; callers wait
 * on their own virtual threads and can be interrupted without harm to anybody's connection but their own.
 *
 * <p>WebSockets are opened as requests of the same client and their frames are read here: the WebSocket client of Vert.x looks up the name once more.
 *
 * <p>Start at {@link dev.switchboard.egress.Egress}.
 */
@NullMarked
package dev.switchboard.egress;

import org.jspecify.annotations.NullMarked;
