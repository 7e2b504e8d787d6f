package dev.switchboard.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Why a text is no YAML and where. The parser tells it in sentences, each with the place it speaks of and an excerpt; the excerpts and the
 * names of tags are left out, because the file may hold secrets.
 */
final class YamlFault {
    private static final Pattern PLACE = Pattern.compile(" in reader, line (\\d+), column (\\d+):");
    private static final Pattern TAG = Pattern.compile("(?<=^| )![^ ]+");
    private static final String EXCERPT = "    ";

    private final List<String> lines;
    private final JacksonException fault;

    YamlFault(JacksonException fault) {
        this.fault = fault;
        this.lines = String.valueOf(fault.getOriginalMessage())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(EXCERPT))
                .map(line -> TAG.matcher(line).replaceAll("…"))
                .toList();
    }

    /** {@code :3:6: not YAML: expected ',' or ']' (while parsing a flow sequence, from line 2)}, as far as it is known. */
    String words() {
        List<String> sentences =
                lines.stream().filter(line -> !PLACE.matcher(line).matches()).toList();
        List<Matcher> places =
                lines.stream().map(PLACE::matcher).filter(Matcher::matches).toList();
        String where = places.isEmpty()
                ? location()
                : ":" + places.getLast().group(1) + ":" + places.getLast().group(2);
        if (sentences.isEmpty()) {
            return where + ": not YAML";
        }
        String begun = places.size() > 1 ? ", from line " + places.getFirst().group(1) : "";
        String context = sentences.size() > 1 ? " (" + sentences.getFirst() + begun + ")" : "";
        return where + ": not YAML: " + sentences.getLast() + context;
    }

    private String location() {
        int line = fault.getLocation() == null ? 0 : fault.getLocation().getLineNr();
        return line > 0 ? ":" + line : "";
    }
}
