/**
 * The tools that every agent may be given: shell, files, search, the list of things to do. Start at
 * {@link dev.switchboard.agent.tool.builtin.BuiltinTools}.
 */
@NullMarked
package dev.switchboard.agent.tool.builtin;

import org.jspecify.annotations.NullMarked;
