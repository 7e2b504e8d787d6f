package dev.switchboard.agent.tool.builtin;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Turns glob patterns into regular expressions over paths with slashes: {@code *} and {@code ?} stay within a name, {@code **} as a
 * whole name stands for any number of directories, {@code [a-z]}, {@code [!a]}, <code>{a,b}</code>, and a backslash takes the next
 * character as it is. Names that begin with a dot are like any others.
 */
final class GlobPattern {
    private static final int CHARS_MAX = 1_000;

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;

    private GlobPattern(String glob) {
        this.glob = glob;
    }

    /**
     * @throws PatternSyntaxException when a bracket is not closed, or the pattern is longer than 1,000 characters
     */
    static Pattern compile(String glob) {
        if (glob.length() > CHARS_MAX) {
            throw new PatternSyntaxException("longer than " + CHARS_MAX + " characters", "", -1);
        }
        return new GlobPattern(glob).compile();
    }

    private Pattern compile() {
        while (at < glob.length()) {
            translate();
        }
        if (braces > 0) {
            throw new PatternSyntaxException("{ without }", glob, -1);
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private void translate() {
        char each = glob.charAt(at);
        if (glob.startsWith("**", at) && isWholeName()) {
            anyDirectories();
            return;
        }
        at++;
        switch (each) {
            case '*' -> regex.append("[^/]*");
            case '?' -> regex.append("[^/]");
            case '[' -> set();
            case '{' -> {
                braces++;
                regex.append("(?:");
            }
            case '}' -> close();
            case ',' -> regex.append(braces > 0 ? "|" : ",");
            case '\\' -> {
                if (at == glob.length()) {
                    throw new PatternSyntaxException("\\ at the end", glob, at);
                }
                literal(glob.charAt(at++));
            }
            default -> literal(each);
        }
    }

    private boolean isWholeName() {
        int end = at + 2;
        return (at == 0 || isBorder(glob.charAt(at - 1), '{'))
                && (end == glob.length() || isBorder(glob.charAt(end), '}'));
    }

    private boolean isBorder(char each, char brace) {
        return each == '/' || (braces > 0 && (each == brace || each == ','));
    }

    private void anyDirectories() {
        at += 2;
        if (at < glob.length() && glob.charAt(at) == '/') {
            at++;
            regex.append("(?:.*/)?");
        } else {
            regex.append(".*");
        }
    }

    private void close() {
        if (braces == 0) {
            literal('}');
        } else {
            braces--;
            regex.append(')');
        }
    }

    private void set() {
        StringBuilder set = new StringBuilder();
        boolean negated = at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^');
        int from = negated ? at + 1 : at;
        int end = glob.indexOf(']', from + 1); // A ] that comes first is a member.
        if (end < 0) {
            throw new PatternSyntaxException("[ without ]", glob, at);
        }
        for (char each : glob.substring(from, end).toCharArray()) {
            set.append(each == '-' ? "-" : quoted(each));
        }
        regex.append(negated ? "[^/" : "(?!/)[").append(set).append(']');
        at = end + 1;
    }

    private void literal(char each) {
        regex.append(quoted(each));
    }

    private static String quoted(char each) {
        boolean plain = Character.isLetterOrDigit(each) || Character.isSurrogate(each) || each == '/';
        return plain ? String.valueOf(each) : "\\" + each;
    }
}
