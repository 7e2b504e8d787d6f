/**
 * What an agent can do: the port {@link dev.switchboard.agent.tool.Tool} and the built-in tools.
 */
@NullMarked
package dev.switchboard.agent.tool;

import org.jspecify.annotations.NullMarked;
