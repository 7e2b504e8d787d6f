package dev.switchboard.agent;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolContext;
import java.util.List;

/** The tools of one agent. */
interface Toolset {
    List<ToolSpec> specs();

    /** Decides what a call would do; a call that makes no sense is answered. */
    Plan plan(ToolCall call, ToolContext context);
}
