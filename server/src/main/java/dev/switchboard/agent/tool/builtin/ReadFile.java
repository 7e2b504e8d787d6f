package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads a part of a text file, with line numbers. */
final class ReadFile implements Tool {
    private static final int LINES_MAX = 1_000;
    private static final int BYTES_MAX = 100 << 10;
    private static final int LINE_CHARS_MAX = 2_000;

    /** As many bytes as that many characters can have, and one more character. */
    private static final int LINE_BYTES_MAX = 4 * (LINE_CHARS_MAX + 1);

    /** Larger files are read aside, since it may take long to find the first line. */
    private static final long SMALL_BYTES = 4 << 20;

    private static final ToolSpec SPEC = new ToolSpec("ReadFile", """
            Reads a text file. Each line is preceded by its number and a tab. At most 1000 lines or 100 KiB come back at a time; go on \
            with line_offset. Lines are cut at 2000 characters. A relative path starts at the work directory. Only files inside the \
            work directory can be read. Read several files with several calls in one message.""", """
            {"type": "object",
             "properties": {
               "path": {"type": "string", "minLength": 1, "description": "The file."},
               "line_offset": {"type": "integer", "minimum": 1, "default": 1, "description": "The first line, counted from 1."},
               "n_lines": {"type": "integer", "minimum": 1, "default": 1000, "description": "How many lines."}},
             "required": ["path"]}""");

    private final Searches searches;

    ReadFile(Searches searches) {
        this.searches = searches;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String path = arguments.path("path").stringValue();
        long first = arguments.path("line_offset").asLong(1);
        long lines = Math.min(LINES_MAX, arguments.path("n_lines").asLong(LINES_MAX));
        new Reach(context).readableFile(path);
        return new Plan.Act(null, () -> read(path, first, lines, context));
    }

    private ToolResult read(String path, long first, long lines, ToolContext context) throws InterruptedException {
        Path file = new Reach(context).readableFile(path);
        if (file.toFile().length() <= SMALL_BYTES) {
            return read(file, path, new Excerpt(first, lines, () -> {}));
        }
        return searches.run(bound -> read(file, path, new Excerpt(first, lines, bound::check)));
    }

    private static ToolResult read(Path file, String path, Excerpt excerpt) throws InterruptedException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return excerpt.read(in);
        } catch (SearchBound.Over e) {
            return ToolResult.error("`" + path + "` is too large to find the line in time.", "Failed to read file");
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            return ToolResult.error("`" + path + "` cannot be read: " + Reach.reason(e), "Failed to read file");
        }
    }

    /** Some lines of a file. */
    private static final class Excerpt {
        private final long first;
        private final long lines;
        private final Runnable check;
        private final StringBuilder output = new StringBuilder();
        private final List<Long> cut = new ArrayList<>();
        private final byte[] line = new byte[LINE_BYTES_MAX];
        private int lineLength;
        private boolean lineBegun;
        private long number = 1;
        private long taken;
        private int bytes;

        /** @param check called now and then */
        Excerpt(long first, long lines, Runnable check) {
            this.first = first;
            this.lines = lines;
            this.check = check;
        }

        ToolResult read(InputStream in) throws IOException, InterruptedException {
            byte[] block = new byte[64 << 10];
            int length;
            while ((length = in.read(block)) >= 0) {
                check.run();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                for (int i = 0; i < length; i++) {
                    if (isFull()) {
                        return result(false);
                    }
                    take(block[i]);
                }
            }
            if (lineBegun) {
                endLine();
            }
            return result(true);
        }

        private boolean isFull() {
            return taken == lines || bytes >= BYTES_MAX;
        }

        private void take(byte each) {
            lineBegun = true;
            if (each == '\n') {
                endLine();
            } else if (lineLength < line.length) {
                line[lineLength++] = each;
            }
        }

        private void endLine() {
            if (number >= first) {
                if (lineLength > 0 && line[lineLength - 1] == '\r') {
                    lineLength--;
                }
                String text = new String(line, 0, lineLength, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
                if (text.length() > LINE_CHARS_MAX) {
                    int end = LINE_CHARS_MAX - (Character.isHighSurrogate(text.charAt(LINE_CHARS_MAX - 1)) ? 1 : 0);
                    text = text.substring(0, end) + "...";
                    cut.add(number);
                }
                output.append("%6d\t".formatted(number)).append(text).append('\n');
                bytes += text.getBytes(StandardCharsets.UTF_8).length + 1;
                taken++;
            }
            lineLength = 0;
            lineBegun = false;
            number++;
        }

        private ToolResult result(boolean atEnd) {
            if (taken == 0) {
                return ToolResult.ok(
                        "",
                        number == 1
                                ? "The file is empty."
                                : "No lines read: the file has " + Counted.of(number - 1, "line", "lines") + ".",
                        "");
            }
            String message = Counted.of(taken, "line", "lines") + " read, from line " + first + "."
                    + (cut.isEmpty()
                            ? ""
                            : " Cut at " + LINE_CHARS_MAX + " characters: lines "
                                    + cut.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".")
                    + (atEnd ? " End of file reached." : " There is more: go on with line_offset " + number + ".");
            return ToolResult.ok(output.toString(), message, "");
        }
    }
}
