/**
 * What an agent can do: the port {@link dev.switchboard.agent.tool.Tool}, and {@link dev.switchboard.agent.tool.ToolBox}, which holds
 * the tools of one agent; and how the processes that a tool leaves are ended: {@link dev.switchboard.agent.tool.ProcessGroups}.
 */
@NullMarked
package dev.switchboard.agent.tool;

import org.jspecify.annotations.NullMarked;
