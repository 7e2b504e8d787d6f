/**
 * The gateway protocol as documents: frames, the parameters of {@code connect} and of the methods, and what a device signs. Start at
 * {@link dev.switchboard.wire.gateway.GatewayFrame}.
 */
@NullMarked
package dev.switchboard.wire.gateway;

import org.jspecify.annotations.NullMarked;
