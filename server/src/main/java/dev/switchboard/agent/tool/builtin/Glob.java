package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Finds files and directories by their paths. */
final class Glob implements Tool {
    private static final int RESULTS_MAX = 1_000;

    private static final ToolSpec SPEC = new ToolSpec("Glob", """
            Finds files and directories whose paths fit a pattern, sorted, at most 1000. * and ? stay within a name, ** as a whole name \
            stands for any number of directories, {a,b} for either. The pattern is relative to the directory, and so are the \
            results; *.py finds files right in it, **/*.py at any depth. Hidden names fit too; what is inside .git is left out \
            unless the pattern names it. In a large tree, begin with a directory: src/**/*.py.""", """
            {"type": "object",
             "properties": {
               "pattern": {"type": "string", "minLength": 1, "maxLength": 1000, "description": "The pattern."},
               "directory": {"type": ["string", "null"], "description": "Where to look; the work directory when absent."},
               "include_dirs": {"type": "boolean", "default": true, "description": "Whether directories are found, too."}},
             "required": ["pattern"]}""");

    private final Searches searches;
    private final ToolConfig config;

    Glob(Searches searches, ToolConfig config) {
        this.searches = searches;
        this.config = config;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String pattern = arguments.path("pattern").stringValue();
        String directory = arguments.path("directory").asString("");
        boolean directories = arguments.path("include_dirs").asBoolean(true);
        Pattern compiled = compile(pattern);
        directory(directory, context);
        return new Plan.Act(null, () -> find(pattern, compiled, directory, directories, context));
    }

    private ToolResult find(
            String pattern, Pattern compiled, String directory, boolean directories, ToolContext context)
            throws InterruptedException {
        Path root = directory(directory, context);
        String fixed = fixedPart(pattern);
        // A link may lead out of what may be read.
        Path start = new Reach(context).readable(root.resolve(fixed).toString(), "Directory outside working directory");
        if (!Files.isDirectory(start)) {
            return result(pattern, List.of(), "");
        }
        int depth = pattern.contains("**") ? Integer.MAX_VALUE : count(pattern, '/') + 1 - count(fixed, '/');
        GlobWalk walk = searches.run(bound -> {
            GlobWalk found =
                    new GlobWalk(compiled, directories, pattern.contains(".git"), config.searchEntriesMax(), bound);
            found.visit(start, fixed, depth);
            return found;
        });
        String note = walk.isWhole()
                ? ""
                : " The search was stopped after " + walk.visited()
                        + " entries; begin the pattern with a directory, or name one.";
        return result(pattern, walk.found(), note);
    }

    private ToolResult result(String pattern, List<String> found, String note) {
        StringBuilder output = new StringBuilder();
        int shown = 0;
        for (String path : found) {
            if (shown == RESULTS_MAX || output.length() + path.length() >= config.outputCharsMax()) {
                break;
            }
            output.append(path).append('\n');
            shown++;
        }
        String message = found.isEmpty()
                ? "No matches found for `" + pattern + "`."
                : Counted.of(found.size(), "match", "matches") + " found.";
        return ToolResult.ok(
                output.toString(),
                message + (shown < found.size() ? " Only the first " + shown + " are listed." : "") + note,
                "");
    }

    private static Path directory(String directory, ToolContext context) {
        Path real = directory.isBlank()
                ? context.workDir()
                : new Reach(context).readable(directory, "Directory outside working directory");
        if (!Files.exists(real)) {
            throw new Refused("`" + directory + "` does not exist.", "Directory not found");
        }
        if (!Files.isDirectory(real)) {
            throw new Refused("`" + directory + "` is no directory.", "Invalid directory");
        }
        return real;
    }

    private static Pattern compile(String pattern) {
        if (pattern.startsWith("/")
                || Arrays.asList(pattern.split("/", -1)).contains("..")
                || pattern.indexOf('\0') >= 0) {
            throw new Refused(
                    "pattern: `" + pattern.replace('\0', '?')
                            + "` (expected: relative to the directory, without ..; give the directory as `directory`).",
                    "Unsafe pattern");
        }
        try {
            return GlobPattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new Refused("pattern: `" + pattern + "` is no glob: " + e.getDescription(), "Glob failed");
        }
    }

    /** The directories at the beginning of a pattern that are named in full, with a slash at the end, or nothing. */
    private static String fixedPart(String pattern) {
        int end = 0;
        for (int slash = pattern.indexOf('/'); slash >= 0; slash = pattern.indexOf('/', slash + 1)) {
            if (pattern.substring(end, slash).matches(".*[*?\\[{\\\\].*")) {
                break;
            }
            end = slash + 1;
        }
        return pattern.substring(0, end);
    }

    private static int count(String text, char each) {
        return (int) text.chars().filter(other -> other == each).count();
    }
}
