/**
 * Servers that tests talk to: {@link dev.switchboard.testing.ScriptedChatServer} is a provider of models,
 * {@link dev.switchboard.testing.ScriptedApi} a Switchboard server as its clients see it, {@link dev.switchboard.testing.ScriptedGateway} an
 * OpenClaw gateway of one of three generations.
 */
@NullMarked
package dev.switchboard.testing;

import org.jspecify.annotations.NullMarked;
