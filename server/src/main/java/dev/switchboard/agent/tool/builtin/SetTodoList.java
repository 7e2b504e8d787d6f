package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Shows people what an agent means to do. Nothing is kept: the conversation holds the list. */
final class SetTodoList implements Tool {
    private static final ToolSpec SPEC = new ToolSpec("SetTodoList", """
            Sets the list of things to do, which people see. Use it for work of several steps: set the whole list at the beginning, and \
            again whenever something on it changes.""", """
            {"type": "object",
             "properties": {
               "todos": {
                 "type": "array", "maxItems": 100, "items": {"$ref": "#/$defs/Todo"}, "description": "The whole list."}},
             "required": ["todos"],
             "$defs": {
               "Todo": {
                 "type": "object",
                 "properties": {
                   "title": {"type": "string", "minLength": 1, "maxLength": 500},
                   "status": {"type": "string", "enum": ["Pending", "In Progress", "Done"]}},
                 "required": ["title", "status"]}}}""");

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String list =
                arguments.path("todos").valueStream().map(SetTodoList::line).collect(Collectors.joining("\n"));
        return new Plan.Answered(ToolResult.ok("", "The list is set.", list));
    }

    private static String line(JsonNode todo) {
        String title = todo.path("title").stringValue().replaceAll("\\s+", " ");
        return switch (todo.path("status").stringValue()) {
            case "Done" -> "- ~~" + title + "~~";
            case "In Progress" -> "- **" + title + "**";
            default -> "- " + title;
        };
    }
}
