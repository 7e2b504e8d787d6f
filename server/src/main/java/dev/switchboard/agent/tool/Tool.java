package dev.switchboard.agent.tool;

import dev.switchboard.agent.model.ToolSpec;
import tools.jackson.databind.JsonNode;

/** Something that an agent can do. One instance serves many runs at once and keeps nothing between calls. */
public interface Tool {

    /** How the tool is offered to a model. */
    ToolSpec spec();

    /**
     * Decides what a call would do, without doing it. The arguments are a JSON object that fits the schema of {@link #spec}. What is
     * wrong with them beyond the schema (a path outside the directory, say) is answered here, before anybody is asked to approve.
     *
     * @throws Refused with an answer, which is as good as {@link Plan.Answered}
     */
    Plan plan(JsonNode arguments, ToolContext context);
}
