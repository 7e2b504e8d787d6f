package dev.switchboard.agent;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.ToolContext;
import java.util.List;

/** The tools of an agent, out of a tool box. */
record BoxedTools(ToolBox box) implements Toolset {
    @Override
    public List<ToolSpec> specs() {
        return box.specs();
    }

    @Override
    public Plan plan(ToolCall call, ToolContext context) {
        return box.plan(call, context);
    }
}
