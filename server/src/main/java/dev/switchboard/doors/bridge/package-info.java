/**
 * The bridge protocol (document 004; {@code docs/protocols/bridge.md}): browsers read the sessions of any gateway over one WebSocket and
 * talk to it over REST. Start at {@link dev.switchboard.doors.bridge.BridgeDoor}.
 */
@NullMarked
package dev.switchboard.doors.bridge;

import org.jspecify.annotations.NullMarked;
