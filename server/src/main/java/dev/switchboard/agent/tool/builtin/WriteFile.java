package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Writes a file, or more to its end. */
final class WriteFile implements Tool {
    private static final ToolSpec SPEC = new ToolSpec("WriteFile", """
            Writes a text file inside the work directory: creates it, replaces its content, or appends to it. Its directory must exist. \
            A relative path starts at the work directory. Write a long file in parts: overwrite first, then append. To change a part \
            of a file, use StrReplaceFile.""", """
            {"type": "object",
             "properties": {
               "path": {"type": "string", "minLength": 1, "description": "The file."},
               "content": {"type": "string", "description": "What to write."},
               "mode": {"type": "string", "enum": ["overwrite", "append"], "default": "overwrite"}},
             "required": ["path", "content"]}""");

    private final ToolConfig config;

    WriteFile(ToolConfig config) {
        this.config = config;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String path = arguments.path("path").stringValue();
        byte[] content = arguments.path("content").stringValue().getBytes(StandardCharsets.UTF_8);
        boolean append = arguments.path("mode").asString("overwrite").equals("append");
        checkSize(new Reach(context).writable(path), content.length, append);
        return new Plan.Act(
                new Plan.Approval("edit file", (append ? "Append to file `" : "Write file `") + path + "`"),
                () -> write(path, content, append, context));
    }

    private ToolResult write(String path, byte[] content, boolean append, ToolContext context)
            throws InterruptedException {
        Path file = new Reach(context).writable(path);
        checkSize(file, content.length, append);
        context.intend(null);
        try {
            if (append) {
                FileReplacement.append(file, content);
            } else {
                FileReplacement.replace(file, content);
            }
            return ToolResult.ok(
                    "",
                    (append ? "Appended " : "Wrote ") + content.length + " bytes. The file has " + Files.size(file)
                            + " bytes now.",
                    "");
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            return ToolResult.error("`" + path + "` cannot be written: " + Reach.reason(e), "Failed to write file");
        }
    }

    private void checkSize(Path file, int added, boolean append) {
        long size = added + (append ? file.toFile().length() : 0);
        if (size > config.fileBytesMax()) {
            throw new Refused(
                    "The file would have " + size + " bytes (expected: at most " + config.fileBytesMax() + ").",
                    "Failed to write file");
        }
    }
}
