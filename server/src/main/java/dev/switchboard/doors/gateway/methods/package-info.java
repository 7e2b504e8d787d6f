/**
 * The methods of the gateway protocol, whoever calls them: a client over a socket or a door in this process. Start at
 * {@link dev.switchboard.doors.gateway.methods.Methods}.
 */
@NullMarked
package dev.switchboard.doors.gateway.methods;

import org.jspecify.annotations.NullMarked;
