package dev.switchboard.agent.tool.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Rules in the language of {@code .gitignore}: the last one that fits a path decides. Lines that make no sense are no rules. */
final class IgnoreRules {
    static final IgnoreRules NONE = new IgnoreRules(List.of());
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final List<Rule> rules;

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** What rules say of a path. */
    enum Verdict {
        /** Nothing: others may decide. */
        NONE,
        FITS,
        /** A rule with an exclamation mark fits. */
        FITS_NOT
    }

    private record Rule(Pattern pattern, boolean negated, boolean directoriesOnly) {}

    static IgnoreRules of(Stream<String> lines) {
        List<Rule> rules = new ArrayList<>();
        lines.forEach(line -> parse(line, rules));
        return rules.isEmpty() ? NONE : new IgnoreRules(List.copyOf(rules));
    }

    /** Those of a file; none when it cannot be read. */
    static IgnoreRules in(Path file) {
        if (!Files.isRegularFile(file)) {
            return NONE;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return of(new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8).lines());
        } catch (IOException e) {
            return NONE;
        }
    }

    /** @param path with slashes, relative to the directory of the rules */
    Verdict of(String path, boolean isDirectory, SearchBound bound) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if ((isDirectory || !rule.directoriesOnly)
                    && rule.pattern.matcher(bound.watched(path)).matches()) {
                return rule.negated ? Verdict.FITS_NOT : Verdict.FITS;
            }
        }
        return Verdict.NONE;
    }

    private static void parse(String line, List<Rule> rules) {
        String rest = withoutTrailingSpaces(line);
        if (rest.isEmpty() || rest.startsWith("#")) {
            return;
        }
        boolean negated = rest.startsWith("!");
        rest = negated ? rest.substring(1) : rest;
        boolean rooted = rest.startsWith("/");
        rest = rooted ? rest.substring(1) : rest;
        boolean directoriesOnly = rest.endsWith("/");
        rest = directoriesOnly ? rest.substring(0, rest.length() - 1) : rest;
        if (!rooted && !rest.contains("/")) {
            rest = "**/" + rest;
        }
        if (rest.endsWith("/**")) {
            rest += "/*"; // What is in the directory, not the directory.
        }
        try {
            rules.add(new Rule(GlobPattern.compile(rest), negated, directoriesOnly));
        } catch (PatternSyntaxException e) {
            // No rule.
        }
    }

    private static String withoutTrailingSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }
}
