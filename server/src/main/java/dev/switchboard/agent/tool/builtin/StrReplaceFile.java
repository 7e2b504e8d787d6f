package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Replaces texts in a file: all of the edits, or none when one of them does not apply. */
final class StrReplaceFile implements Tool {
    private static final ToolSpec SPEC = new ToolSpec("StrReplaceFile", """
            Replaces text in a file inside the work directory. `old` must occur exactly once, as it stands in the file, without line \
            numbers; give more lines around it when it occurs more often, or set replace_all. Several edits are applied in their \
            order; when one does not apply, the file stays as it is. A relative path starts at the work directory.""", """
            {"type": "object",
             "properties": {
               "path": {"type": "string", "minLength": 1, "description": "The file."},
               "edit": {
                 "anyOf": [
                   {"$ref": "#/$defs/Edit"},
                   {"type": "array", "items": {"$ref": "#/$defs/Edit"}, "minItems": 1, "maxItems": 1000}],
                 "description": "One edit, or a list of edits."}},
             "required": ["path", "edit"],
             "$defs": {
               "Edit": {
                 "type": "object",
                 "properties": {
                   "old": {"type": "string", "minLength": 1, "description": "The text to replace; may have several lines."},
                   "new": {"type": "string", "description": "The text to put in its place."},
                   "replace_all": {"type": "boolean", "default": false, "description": "Whether to replace every occurrence."}},
                 "required": ["old", "new"]}}}""");

    private final ToolConfig config;

    StrReplaceFile(ToolConfig config) {
        this.config = config;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String path = arguments.path("path").stringValue();
        List<Edit> edits = edits(arguments.path("edit"));
        apply(edits, path, context);
        return new Plan.Act(
                new Plan.Approval("edit file", "Edit file `" + path + "`"), () -> edit(path, edits, context));
    }

    private ToolResult edit(String path, List<Edit> edits, ToolContext context) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Edited edited = apply(edits, path, context);
        context.intend(null);
        try {
            FileReplacement.replace(edited.file, edited.text.getBytes(StandardCharsets.UTF_8));
            return ToolResult.ok(
                    "",
                    "Applied " + Counted.of(edits.size(), "edit", "edits") + " with "
                            + Counted.of(edited.replacements, "replacement", "replacements") + " in all.",
                    "");
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw failed(path, Reach.reason(e));
        }
    }

    private Edited apply(List<Edit> edits, String path, ToolContext context) {
        Reach reach = new Reach(context);
        Path file = reach.writable(path);
        reach.readableFile(path);
        String before = read(file, path);
        String text = before;
        int replacements = 0;
        for (int i = 0; i < edits.size(); i++) {
            Edit edit = edits.get(i).withLineEndsOf(text);
            Places places = Places.of(edit.old, text);
            check(edit, places, edits.size() == 1 ? "" : "Edit " + (i + 1) + " of " + edits.size() + ": ");
            long length = text.length() + (long) places.count * (edit.replacement.length() - edit.old.length());
            if (length > config.fileBytesMax()) {
                throw failed(path, "it would have more than " + config.fileBytesMax() + " bytes");
            }
            text = text.replace(edit.old, edit.replacement);
            replacements += places.count;
        }
        if (text.equals(before)) {
            throw new Refused("The edits change nothing.", "No replacements made");
        }
        return new Edited(file, text, replacements);
    }

    private static void check(Edit edit, Places places, String which) {
        if (places.count == 0) {
            throw new Refused(
                    which
                            + "`old` does not occur in the file. It must be there exactly as it stands, white space included.",
                    "No replacements made");
        }
        if (places.count > 1 && !edit.all) {
            throw new Refused(
                    which + "`old` occurs " + places.count + " times, at lines "
                            + places.lines.stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + (places.count > places.lines.size() ? ", ..." : "")
                            + " (expected: once; give more text around it, or set replace_all).",
                    "No replacements made");
        }
    }

    private String read(Path file, String path) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(config.fileBytesMax() + 1);
            if (bytes.length > config.fileBytesMax()) {
                throw failed(path, "it has more than " + config.fileBytesMax() + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw failed(path, "it is not UTF-8 text");
        } catch (IOException e) {
            throw failed(path, Reach.reason(e));
        }
    }

    private static Refused failed(String path, String why) {
        return new Refused("`" + path + "` cannot be edited: " + why, "Failed to edit file");
    }

    private static List<Edit> edits(JsonNode node) {
        if (!node.isArray()) {
            return List.of(edit(node));
        }
        return node.valueStream().map(StrReplaceFile::edit).toList();
    }

    private static Edit edit(JsonNode node) {
        return new Edit(
                node.path("old").stringValue(),
                node.path("new").stringValue(),
                node.path("replace_all").asBoolean(false));
    }

    private record Edited(Path file, String text, int replacements) {}

    /**
     * Where a text occurs, without overlaps, as {@link String#replace} counts.
     *
     * @param lines those of the first few
     */
    private record Places(int count, List<Long> lines) {
        private static final int LINES_MAX = 5;

        static Places of(String old, String text) {
            List<Long> lines = new ArrayList<>();
            int count = 0;
            for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
                if (++count <= LINES_MAX) {
                    lines.add(1
                            + text.chars()
                                    .limit(at)
                                    .filter(each -> each == '\n')
                                    .count());
                }
            }
            return new Places(count, lines);
        }
    }

    private record Edit(String old, String replacement, boolean all) {
        /** ReadFile shows lines without their ends, so a model cannot know that a file ends them with CR LF. */
        Edit withLineEndsOf(String text) {
            if (text.contains(old) || !text.contains("\r\n") || !(old + replacement).contains("\n")) {
                return this;
            }
            return new Edit(crlf(old), crlf(replacement), all);
        }

        private static String crlf(String text) {
            return text.replace("\r\n", "\n").replace("\n", "\r\n");
        }
    }
}
