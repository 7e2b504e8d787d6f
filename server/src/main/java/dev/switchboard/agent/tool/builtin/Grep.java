package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Searches the contents of files for a regular expression. */
final class Grep implements Tool {
    private static final int CONTEXT_MAX = 1_000;

    private static final ToolSpec SPEC = new ToolSpec("Grep", """
            Searches the contents of files for a regular expression, line by line. Hidden files, binary files and what .gitignore names \
            are left out. Paths in the result start at the work directory and are sorted. Prefer this to running grep or rg with \
            Bash. Backslash-escape braces and other characters with a meaning, as in interface\\{\\}.""", """
            {"type": "object",
             "properties": {
               "pattern": {"type": "string", "minLength": 1, "maxLength": 10000, "description": "The regular expression."},
               "path": {"type": "string", "minLength": 1, "default": ".", "description": "The file or directory to search."},
               "glob": {"type": ["string", "null"], "minLength": 1, "maxLength": 1000, "description": "Only files that this fits, such as *.js or src/**/*.{ts,tsx}; with ! in front, only others. Relative to path."},
               "output_mode": {
                 "type": "string", "enum": ["files_with_matches", "content", "count_matches"], "default": "files_with_matches",
                 "description": "What to return: the paths of files, the lines, or the number of matches of each file."},
               "-B": {"type": ["integer", "null"], "minimum": 0, "description": "Lines before each match; with content."},
               "-A": {"type": ["integer", "null"], "minimum": 0, "description": "Lines after each match; with content."},
               "-C": {"type": ["integer", "null"], "minimum": 0, "description": "Lines before and after each match; with content."},
               "-n": {"type": "boolean", "default": false, "description": "Whether lines have their numbers; with content."},
               "-i": {"type": "boolean", "default": false, "description": "Whether case does not matter."},
               "type": {"type": ["string", "null"], "pattern": "^[A-Za-z0-9]+$", "description": "Only files of this type, such as java, py or js."},
               "head_limit": {"type": ["integer", "null"], "minimum": 1, "description": "Only so many lines of the result."},
               "multiline": {"type": "boolean", "default": false, "description": "Whether a match may span lines; . fits line ends then."}},
             "required": ["pattern"]}""");

    private final GrepEngine engine;
    private final ToolConfig config;

    Grep(GrepEngine engine, ToolConfig config) {
        this.engine = engine;
        this.config = config;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        checkText(arguments, "pattern");
        checkText(arguments, "glob");
        existing(arguments, context);
        return new Plan.Act(null, () -> search(arguments, context));
    }

    private ToolResult search(JsonNode arguments, ToolContext context) throws InterruptedException {
        GrepEngine.Mode mode = switch (arguments.path("output_mode").asString("files_with_matches")) {
            case "content" -> GrepEngine.Mode.CONTENT;
            case "count_matches" -> GrepEngine.Mode.COUNTS;
            default -> GrepEngine.Mode.FILES;
        };
        int around = lines(arguments, "-C", 0);
        int before = lines(arguments, "-B", around);
        int after = lines(arguments, "-A", around);
        Path real = existing(arguments, context);
        boolean one = Files.isRegularFile(real);
        Path root = one ? Objects.requireNonNull(real.getParent(), "a file is in a directory") : real;
        String shown = new Reach(context).display(root);
        GrepReport report = new GrepReport(
                shown.isEmpty() || shown.endsWith("/") ? shown : shown + "/",
                arguments.path("-n").asBoolean(false),
                before + after > 0,
                number(arguments, "head_limit", Long.MAX_VALUE),
                config.outputCharsMax());
        engine.search(
                new GrepEngine.Query(
                        root,
                        one ? real.getFileName().toString() : null,
                        arguments.path("pattern").stringValue(),
                        text(arguments, "glob"),
                        text(arguments, "type"),
                        mode,
                        before,
                        after,
                        arguments.path("-i").asBoolean(false),
                        arguments.path("multiline").asBoolean(false)),
                report);
        return report.result();
    }

    private static Path existing(JsonNode arguments, ToolContext context) {
        String path = arguments.path("path").asString(".");
        Path real = new Reach(context).readable(path);
        if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
            throw new Refused("`" + path + "` is no file or directory.", "File not found");
        }
        return real;
    }

    private static int lines(JsonNode arguments, String name, int otherwise) {
        return (int) Math.min(CONTEXT_MAX, number(arguments, name, otherwise));
    }

    private static long number(JsonNode arguments, String name, long otherwise) {
        return arguments.hasNonNull(name) ? arguments.path(name).asLong(otherwise) : otherwise;
    }

    private static @Nullable String text(JsonNode arguments, String name) {
        return arguments.hasNonNull(name) ? arguments.path(name).stringValue() : null;
    }

    private static void checkText(JsonNode arguments, String name) {
        if (arguments.path(name).asString("").indexOf('\0') >= 0) {
            throw new Refused(name + ": has a NUL character (expected: none)", "Invalid arguments");
        }
    }
}
