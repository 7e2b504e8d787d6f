package dev.switchboard.agent.tool.builtin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for a pattern in one file after the other. */
final class FileMatcher {
    /** A file with NUL in its beginning is binary. */
    private static final int BEGINNING_BYTES = 64 << 10;

    /** What goes beyond this in a line is not searched. */
    private static final int LINE_CHARS_MAX = 1 << 20;

    /** A match across lines is looked for in files up to this size. */
    private static final int WHOLE_BYTES_MAX = 16 << 20;

    private final GrepEngine.Query query;
    private final Pattern pattern;
    private final GrepReport report;
    private final SearchBound bound;
    private boolean unreadable;
    private boolean tooLarge;
    private boolean tooComplex;

    FileMatcher(GrepEngine.Query query, Pattern pattern, GrepReport report, SearchBound bound) {
        this.query = query;
        this.pattern = pattern;
        this.report = report;
        this.bound = bound;
    }

    /** @return whether the report wants more */
    boolean search(Path file, String path) {
        try (InputStream in =
                new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BEGINNING_BYTES)) {
            Charset charset = charset(in);
            return charset == null || search(in, charset, path);
        } catch (ClosedByInterruptException e) {
            throw new SearchBound.Over();
        } catch (IOException e) {
            unreadable = true;
        } catch (StackOverflowError e) {
            tooComplex = true; // A repeated group recurses for each of its rounds.
        }
        return true;
    }

    /** Tells of files that were not searched. */
    void addNotes() {
        if (unreadable) {
            report.note("Some files could not be read.");
        }
        if (tooLarge) {
            report.note("Some files are too large to be searched across lines.");
        }
        if (tooComplex) {
            report.note("Some files have lines that are too long for this pattern.");
        }
    }

    /** Absent for a binary file. Leaves the stream after the byte order mark, if there is one. */
    private static @Nullable Charset charset(InputStream in) throws IOException {
        in.mark(BEGINNING_BYTES);
        byte[] beginning = in.readNBytes(BEGINNING_BYTES);
        in.reset();
        if (startsWith(beginning, 0xEF, 0xBB, 0xBF)) {
            in.skipNBytes(3);
            return StandardCharsets.UTF_8;
        }
        if (startsWith(beginning, 0xFF, 0xFE) || startsWith(beginning, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16;
        }
        for (byte each : beginning) {
            if (each == 0) {
                return null;
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean search(InputStream in, Charset charset, String path) throws IOException {
        if (!query.multiline()) {
            return searchLines(new InputStreamReader(in, charset), path);
        }
        byte[] bytes = in.readNBytes(WHOLE_BYTES_MAX + 1);
        if (bytes.length > WHOLE_BYTES_MAX) {
            tooLarge = true;
            return true;
        }
        return searchWhole(new String(bytes, charset).replace("\r\n", "\n"), path);
    }

    private boolean searchLines(Reader reader, String path) throws IOException {
        Lines lines = new Lines(reader);
        Deque<String> before = new ArrayDeque<>();
        long afterUntil = 0;
        long matches = 0;
        String line;
        for (long number = 1; (line = lines.next()) != null && line.indexOf('\0') < 0; number++) {
            bound.check();
            Matcher matcher = pattern.matcher(bound.watched(line));
            if (!matcher.find()) {
                if (number <= afterUntil) {
                    if (!report.line(path, number, false, line)) {
                        return false;
                    }
                } else if (query.before() > 0) {
                    if (before.size() == query.before()) {
                        before.removeFirst();
                    }
                    before.addLast(line);
                }
                continue;
            }
            switch (query.mode()) {
                case FILES -> {
                    return report.file(path);
                }
                case COUNTS -> matches += 1 + matcher.results().count();
                case CONTENT -> {
                    if (!reportBefore(before, path, number) || !report.line(path, number, true, line)) {
                        return false;
                    }
                    afterUntil = number + query.after();
                }
            }
        }
        return matches == 0 || report.count(path, matches);
    }

    private boolean reportBefore(Deque<String> before, String path, long number) {
        long first = number - before.size();
        while (!before.isEmpty()) {
            if (!report.line(path, first++, false, before.removeFirst())) {
                return false;
            }
        }
        return true;
    }

    private boolean searchWhole(String text, String path) {
        List<String> lines = List.of(text.split("\n", -1));
        BitSet matching = new BitSet();
        long matches = 0;
        Matcher matcher = pattern.matcher(bound.watched(text));
        int position = 0;
        int line = 0;
        while (matcher.find()) {
            bound.check();
            if (query.mode() == GrepEngine.Mode.FILES) {
                return report.file(path);
            }
            matches++;
            line += newlines(text, position, matcher.start());
            position = matcher.start();
            matching.set(line, 1 + line + newlines(text, position, Math.max(position, matcher.end() - 1)));
        }
        if (query.mode() == GrepEngine.Mode.COUNTS) {
            return matches == 0 || report.count(path, matches);
        }
        return reportLines(lines, matching, path);
    }

    private boolean reportLines(List<String> lines, BitSet matching, String path) {
        BitSet shown = new BitSet();
        matching.stream().forEach(line -> shown.set(Math.max(0, line - query.before()), line + query.after() + 1));
        // What follows the last line end is a line only if there is something.
        int count = lines.size() - (lines.getLast().isEmpty() ? 1 : 0);
        for (int line = shown.nextSetBit(0); line >= 0 && line < count; line = shown.nextSetBit(line + 1)) {
            if (!report.line(path, line + 1, matching.get(line), lines.get(line))) {
                return false;
            }
        }
        return true;
    }

    private static int newlines(String text, int from, int to) {
        int count = 0;
        for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
            count++;
        }
        return count;
    }

    /** The lines of a text, without their ends. */
    private final class Lines {
        private final Reader reader;
        private final char[] buffer = new char[8 << 10];
        private int at;
        private int end;

        Lines(Reader reader) {
            this.reader = reader;
        }

        /** Absent after the last one. */
        @Nullable
        String next() throws IOException {
            StringBuilder line = new StringBuilder();
            boolean any = false;
            while (at < end || fill()) {
                any = true;
                int from = at;
                while (at < end && buffer[at] != '\n') {
                    at++;
                }
                line.append(buffer, from, Math.min(at - from, LINE_CHARS_MAX - line.length()));
                if (at < end) {
                    at++;
                    break;
                }
            }
            if (!any) {
                return null;
            }
            int length = line.length();
            return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
        }

        private boolean fill() throws IOException {
            bound.check();
            at = 0;
            end = Math.max(0, reader.read(buffer));
            return end > 0;
        }
    }
}
