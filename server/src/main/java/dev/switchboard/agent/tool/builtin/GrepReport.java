package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.ToolResult;

/** Turns what a search finds into text, as much as is wanted. Each method that takes a find answers whether more is wanted. */
final class GrepReport {
    private final String prefix;
    private final boolean lineNumbers;
    private final boolean separators;
    private final long linesMax;
    private final int charsMax;
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder notes = new StringBuilder();
    private long lines;
    private boolean truncated;
    private boolean stopped;
    private String lastPath = "";
    private long lastNumber;

    /**
     * @param prefix put before each path
     * @param separators whether lines that do not follow each other are told apart
     */
    GrepReport(String prefix, boolean lineNumbers, boolean separators, long linesMax, int charsMax) {
        this.prefix = prefix;
        this.lineNumbers = lineNumbers;
        this.separators = separators;
        this.linesMax = linesMax;
        this.charsMax = charsMax;
    }

    /** A file that has a match. */
    boolean file(String path) {
        return add(prefix + path);
    }

    /** The number of matches in a file. */
    boolean count(String path, long matches) {
        return add(prefix + path + ":" + matches);
    }

    /**
     * A line of a file.
     *
     * @param number counted from 1
     * @param isMatch false for a line around a match
     */
    boolean line(String path, long number, boolean isMatch, String text) {
        boolean follows = lastPath.equals(path) && number == lastNumber + 1;
        if (separators && lastNumber > 0 && !follows && !add("--")) {
            return false;
        }
        lastPath = path;
        lastNumber = number;
        String mark = isMatch ? ":" : "-";
        return add(prefix + path + mark + (lineNumbers ? number + mark : "") + cut(text));
    }

    /** Says something about the search as a whole. */
    void note(String sentence) {
        notes.append(' ').append(sentence);
    }

    /** The search did not get to its end. */
    void stopped(String sentence) {
        stopped = true;
        note(sentence);
    }

    ToolResult result() {
        if (truncated) {
            output.append("... (results truncated to ").append(lines).append(" lines)\n");
        }
        if (stopped) {
            return ToolResult.error(output.toString(), "The search was stopped." + notes, "Failed to grep");
        }
        return ToolResult.ok(
                output.toString(),
                (lines == 0 ? "No matches found" : Counted.of(lines, "line", "lines") + " found.") + notes,
                "");
    }

    private boolean add(String line) {
        if (lines >= linesMax || output.length() + line.length() >= charsMax) {
            truncated = true;
            return false;
        }
        lines++;
        output.append(line).append('\n');
        return true;
    }

    private static String cut(String text) {
        int max = OutputText.LINE_CHARS_MAX;
        String clean = (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text).replace('\0', '\uFFFD');
        if (clean.length() <= max) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(max - 1)) ? max - 1 : max;
        return clean.substring(0, end) + OutputText.LINE_CUT;
    }
}
