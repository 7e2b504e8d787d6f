/**
 * The gateway protocol as a server: WebSockets on {@code /} of every port, and hooks beside them. Start at
 * {@link dev.switchboard.doors.gateway.GatewayDoor}; our own gateway for doors in this process is
 * {@link dev.switchboard.doors.gateway.OwnGateways}.
 */
@NullMarked
package dev.switchboard.doors.gateway;

import org.jspecify.annotations.NullMarked;
