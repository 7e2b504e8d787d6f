package dev.switchboard.agent;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A tool that takes any object and does what a test says. */
record FakeTool(String name, Plan.@Nullable Approval approval, Deed deed) implements Tool {

    static FakeTool free(String name, Deed deed) {
        return new FakeTool(name, null, deed);
    }

    static FakeTool needingApproval(String name, Deed deed) {
        return new FakeTool(name, new Plan.Approval("do " + name, "Do it with " + name), deed);
    }

    /** Returns the text of the argument {@code text}. */
    static FakeTool echo() {
        return free(
                "Echo", (arguments, _) -> ToolResult.ok(arguments.path("text").asString(""), "", "echo"));
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(name, "Does " + name, "{\"type\":\"object\"}");
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        return new Plan.Act(approval, () -> deed.perform(arguments, context));
    }

    /** What it does. */
    @FunctionalInterface
    interface Deed {
        ToolResult perform(JsonNode arguments, ToolContext context) throws InterruptedException;
    }
}
