package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.Refused;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Searches without ripgrep, for machines that have none. The language of patterns is that of Java, which agrees with ripgrep's in what
 * is commonly written.
 */
final class JavaGrep implements GrepEngine {
    private static final Pattern POSIX_CLASS = Pattern.compile("\\[:(\\^?)([a-z]+):]");

    private final Searches searches;

    JavaGrep(Searches searches) {
        this.searches = searches;
    }

    @Override
    public void search(Query query, GrepReport report) throws InterruptedException {
        Pattern pattern = pattern(query);
        SearchFilter filter = SearchFilter.of(query);
        boolean inTime = searches.run(bound -> {
            FileMatcher matcher = new FileMatcher(query, pattern, report, bound);
            try {
                if (query.file() == null) {
                    new SearchWalk(filter, bound).visit(query.root(), matcher::search);
                } else {
                    matcher.search(query.root().resolve(query.file()), query.file());
                }
                matcher.addNotes();
                return true;
            } catch (SearchBound.Over e) {
                return false;
            }
        });
        if (!inTime) {
            report.stopped("It took too long; narrow it.");
        }
    }

    /** As ripgrep sees it: letters and digits of every script, lines that end with LF only. */
    private static Pattern pattern(Query query) {
        int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
        flags |= query.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        flags |= query.multiline() ? Pattern.DOTALL | Pattern.MULTILINE : 0;
        String named = query.pattern().replace("(?P<", "(?<");
        String text = POSIX_CLASS.matcher(named).replaceAll(found -> Matcher.quoteReplacement(posixClass(found)));
        try {
            return Pattern.compile(text, flags);
        } catch (PatternSyntaxException e) {
            throw new Refused(
                    "pattern: `" + query.pattern() + "` is no regular expression: " + e.getDescription(),
                    "Failed to grep");
        }
    }

    private static String posixClass(MatchResult found) {
        String name = found.group(2);
        boolean negated = !found.group(1).isEmpty();
        return switch (name) {
            case "word" -> negated ? "\\W" : "\\w";
            case "xdigit" -> negated ? "\\P{XDigit}" : "\\p{XDigit}";
            default ->
                (negated ? "\\P{" : "\\p{") + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "}";
        };
    }
}
