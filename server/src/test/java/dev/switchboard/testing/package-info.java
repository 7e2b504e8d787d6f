/** Servers that tests talk to. Start at {@link dev.switchboard.testing.ScriptedChatServer}. */
@NullMarked
package dev.switchboard.testing;

import org.jspecify.annotations.NullMarked;
