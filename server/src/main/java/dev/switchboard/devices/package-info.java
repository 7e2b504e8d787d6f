/**
 * Devices that may come in by a key of their own instead of a shared token: who they are, what they were granted, who waits to be let in. Start
 * at {@link dev.switchboard.devices.Devices}.
 */
@NullMarked
package dev.switchboard.devices;

import org.jspecify.annotations.NullMarked;
