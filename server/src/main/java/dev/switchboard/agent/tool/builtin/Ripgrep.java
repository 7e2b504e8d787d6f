package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.Refused;
import dev.switchboard.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Searches with ripgrep, version 13 or later. */
final class Ripgrep implements GrepEngine {
    /** So long that the cut of {@link GrepReport} comes first, also when each character has four bytes. */
    private static final String LINE_BYTES_MAX = "10000";

    private static final List<String> COMMON = List.of(
            "--no-config",
            "--color=never",
            "--no-heading",
            "--with-filename",
            "--null",
            "--no-messages",
            "--no-context-separator",
            "--sort=path",
            "--crlf",
            "--no-require-git",
            "--no-ignore-dot",
            "--no-ignore-exclude",
            "--no-ignore-global");

    private final Path program;
    private final Children children;
    private final Duration timeout;
    private final Time time;

    Ripgrep(Path program, Children children, ToolConfig config, Time time) {
        this.program = program;
        this.children = children;
        this.timeout = config.searchTimeout();
        this.time = time;
    }

    @Override
    public void search(Query query, GrepReport report) throws InterruptedException {
        Complaints complaints = new Complaints();
        try (Child rg = children.start(command(query), query.root())) {
            Child.Limit limit = Child.Limit.at(time.nanos() + timeout.toNanos());
            switch (rg.follow(limit, new Finds(query.mode(), report), complaints)) {
                case CUT_SHORT -> {}
                case TIMED_OUT -> report.stopped("It took longer than " + timeout.toSeconds() + " s; narrow it.");
                case EXITED -> check(rg.exitCode(), complaints, report);
            }
        } catch (IOException e) {
            throw new Refused("ripgrep could not be started: " + e.getMessage(), "ripgrep unavailable");
        }
    }

    /** 0 is a match, 1 none, 2 an error, which may be as little as a file that cannot be read. */
    private static void check(int exitCode, Complaints complaints, GrepReport report) {
        if (exitCode > 1 && !complaints.text().isEmpty()) {
            throw new Refused(complaints.text(), "Failed to grep");
        }
        if (exitCode > 1) {
            report.note("Some files could not be read.");
        }
    }

    private List<String> command(Query query) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(COMMON);
        switch (query.mode()) {
            case FILES -> command.add("--files-with-matches");
            case COUNTS -> command.add("--count-matches");
            case CONTENT -> {
                command.add("--line-number");
                command.add("--max-columns=" + LINE_BYTES_MAX);
                command.add("--max-columns-preview");
                command.add("--before-context=" + query.before());
                command.add("--after-context=" + query.after());
            }
        }
        if (query.ignoreCase()) {
            command.add("--ignore-case");
        }
        if (query.multiline()) {
            command.add("--multiline");
            command.add("--multiline-dotall");
        }
        if (query.glob() != null) {
            command.add("--glob=" + query.glob());
        }
        if (query.type() != null) {
            addType(query.type(), command);
        }
        command.add("--regexp=" + query.pattern());
        command.add("--");
        command.add(query.file() == null ? "./" : "./" + query.file());
        return command;
    }

    private static void addType(String type, List<String> command) {
        List<String> globs = FileTypes.globs(type);
        if (globs == null) {
            command.add("--type=" + type);
            return;
        }
        globs.forEach(glob -> command.add("--type-add=switchboard:" + glob));
        command.add("--type=switchboard");
    }

    /** What rg says against the query. */
    private static final class Complaints implements Child.Sink {
        private static final int BYTES_MAX = 2_000;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public boolean take(byte[] more, int length) {
            bytes.write(more, 0, Math.min(length, BYTES_MAX - Math.min(BYTES_MAX, bytes.size())));
            return true;
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8).strip();
        }
    }

    /** Takes apart what rg finds: each find is a path, NUL, and what follows in the mode. */
    private static final class Finds implements Child.Sink {
        private static final int PART_BYTES_MAX = 64 << 10;

        private final Mode mode;
        private final GrepReport report;
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();
        private String path = "";
        private boolean pathKnown;

        Finds(Mode mode, GrepReport report) {
            this.mode = mode;
            this.report = report;
        }

        @Override
        public boolean take(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] != (pathKnown ? '\n' : 0)) {
                    if (part.size() < PART_BYTES_MAX) {
                        part.write(bytes[i]);
                    }
                } else if (!endPart()) {
                    return false;
                }
            }
            return true;
        }

        private boolean endPart() {
            String text = part.toString(StandardCharsets.UTF_8);
            part.reset();
            if (pathKnown) {
                pathKnown = false;
                return report(text);
            }
            // A warning about a binary file stands on a line of its own between the finds.
            String last = text.substring(text.lastIndexOf('\n') + 1);
            path = last.startsWith("./") ? last.substring(2) : last;
            pathKnown = mode != Mode.FILES;
            return pathKnown || report.file(path);
        }

        private boolean report(String text) {
            if (mode == Mode.COUNTS) {
                return report.count(path, Long.parseLong(text.strip()));
            }
            int mark = 0;
            while (Character.isDigit(text.charAt(mark))) {
                mark++;
            }
            return report.line(
                    path, Long.parseLong(text.substring(0, mark)), text.charAt(mark) == ':', text.substring(mark + 1));
        }
    }
}
