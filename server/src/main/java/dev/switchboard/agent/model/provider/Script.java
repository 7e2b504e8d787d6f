package dev.switchboard.agent.model.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the scripted model is told to do by a command whose lines begin with {@code @}: a list of answers, each a list of directives.
 * An answer ends with its tool call (or, after {@code @parallel}, with the last of the calls that follow each other), because a model
 * then waits for the result. The last answer calls nothing. The language is described in {@code docs/protocols/scripted-model.md}.
 */
record Script(List<List<Directive>> answers) {
    private static final List<String> WORDS = List.of(
            "@think",
            "@say",
            "@text",
            "@echo",
            "@result",
            "@tool",
            "@parallel",
            "@badjson",
            "@unknown-tool",
            "@repeat",
            "@end",
            "@slow",
            "@fail",
            "@cut",
            "@empty",
            "@hang",
            "@length",
            "@usage");
    private static final int MAX_DIRECTIVES = 200_000;
    private static final int MAX_FILLER = 64 << 20;

    /** Whether a text has a line that begins with a word of the language. */
    static boolean isIn(String text) {
        return text.lines().anyMatch(line -> WORDS.contains(word(line)));
    }

    /**
     * Lines that do not begin with {@code @} are passed over.
     *
     * @throws Mistake when a line that begins with {@code @} is not understood, or the script is too long
     */
    static Script parse(String text) throws Mistake {
        return new Script(answers(new Parser(text.lines().toList()).block(false)));
    }

    private static List<List<Directive>> answers(List<Line> lines) {
        List<List<Directive>> answers = new ArrayList<>();
        List<Directive> answer = new ArrayList<>();
        boolean together = false;
        boolean ended = true;
        for (int i = 0; i < lines.size(); i++) {
            switch (lines.get(i)) {
                case Line.Parallel() -> together = true;
                case Line.Do(Directive directive) -> {
                    answer.add(directive);
                    boolean callFollows = i + 1 < lines.size()
                            && lines.get(i + 1) instanceof Line.Do(Directive next)
                            && next instanceof Directive.Call;
                    ended = directive.endsAnswer();
                    if (ended && !(together && directive instanceof Directive.Call && callFollows)) {
                        answers.add(List.copyOf(answer));
                        answer.clear();
                        together = false;
                    }
                }
            }
        }
        if (ended && answer.isEmpty()) {
            answer.add(new Directive.Say("Done."));
        }
        answers.add(List.copyOf(answer));
        return List.copyOf(answers);
    }

    private static String word(String line) {
        String stripped = line.strip();
        int end = 0;
        while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
            end++;
        }
        return stripped.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** A line cannot be played. The message names it. */
    static final class Mistake extends Exception {
        Mistake(int line, String what) {
            super("script, line " + line + ": " + what, null, false, false);
        }
    }

    /** A line after repetitions are written out. */
    private sealed interface Line {
        record Do(Directive directive) implements Line {}

        record Parallel() implements Line {}
    }

    private static final class Parser {
        private final List<String> lines;
        private int at;

        Parser(List<String> lines) {
            this.lines = lines;
        }

        List<Line> block(boolean inner) throws Mistake {
            List<Line> block = new ArrayList<>();
            int begin = at;
            while (at < lines.size()) {
                String line = lines.get(at++).strip();
                if (!line.startsWith("@")) {
                    continue;
                }
                if (word(line).equals("@end")) {
                    if (inner) {
                        return block;
                    }
                    throw new Mistake(at, "@end without @repeat");
                }
                add(block, line);
            }
            if (inner) {
                throw new Mistake(begin, "@repeat without @end");
            }
            return block;
        }

        private void add(List<Line> block, String line) throws Mistake {
            String word = word(line);
            String rest = line.substring(word.length()).strip();
            switch (word) {
                case "@repeat" -> repeat(block, rest);
                case "@parallel" -> block.add(new Line.Parallel());
                default -> block.add(new Line.Do(directive(word, rest)));
            }
            if (block.size() > MAX_DIRECTIVES) {
                throw new Mistake(at, "too long (expected: at most " + MAX_DIRECTIVES + " lines when repeated)");
            }
        }

        private void repeat(List<Line> block, String rest) throws Mistake {
            int space = rest.indexOf(' ');
            int times = number(space < 0 ? rest : rest.substring(0, space), MAX_DIRECTIVES);
            String directive = space < 0 ? "" : rest.substring(space + 1).strip();
            List<Line> repeated = new ArrayList<>();
            if (directive.isEmpty()) {
                repeated.addAll(block(true));
            } else if (directive.startsWith("@")) {
                add(repeated, directive);
            } else {
                throw new Mistake(at, "@repeat N @… on one line, or @repeat N with @end on a later one");
            }
            if ((long) times * repeated.size() > MAX_DIRECTIVES) {
                throw new Mistake(at, "too long (expected: at most " + MAX_DIRECTIVES + " lines when repeated)");
            }
            for (int i = 0; i < times; i++) {
                block.addAll(repeated);
            }
        }

        private Directive directive(String word, String rest) throws Mistake {
            String[] words = rest.isEmpty() ? new String[0] : rest.split("\\s+");
            return switch (word) {
                case "@think" -> new Directive.Think(text(rest));
                case "@say" -> new Directive.Say(text(rest));
                case "@text" -> new Directive.Filler(number(rest, MAX_FILLER));
                case "@echo" -> new Directive.Echo();
                case "@result" -> new Directive.Result();
                case "@tool" -> call(rest);
                case "@badjson" -> new Directive.Call(words.length == 0 ? "Bash" : words[0], "{\"command\": \"tru");
                case "@unknown-tool" -> new Directive.Call(words.length == 0 ? "Teleport" : words[0], "{}");
                case "@slow" -> new Directive.Slow(number(rest, 3_600_000));
                case "@fail" ->
                    new Directive.Break(
                            new Directive.Fault.Status(
                                    status(words), words.length > 2 ? (Integer) number(words[2], 86_400) : null),
                            words.length > 1 ? number(words[1], MAX_DIRECTIVES) : 1);
                case "@cut" -> new Directive.Break(new Directive.Fault.Cut(), times(rest));
                case "@empty" -> new Directive.Break(new Directive.Fault.Nothing(), times(rest));
                case "@hang" -> new Directive.Hang();
                case "@length" -> new Directive.Length();
                case "@usage" ->
                    new Directive.Tokens(
                            number(words.length > 0 ? words[0] : "", Integer.MAX_VALUE),
                            number(words.length > 1 ? words[1] : "", Integer.MAX_VALUE));
                default -> throw new Mistake(at, word + " (expected: one of " + String.join(", ", WORDS) + ")");
            };
        }

        private Directive.Call call(String rest) throws Mistake {
            int space = rest.indexOf(' ');
            if (rest.isEmpty()) {
                throw new Mistake(at, "@tool without a name (expected: @tool NAME {…})");
            }
            return space < 0
                    ? new Directive.Call(rest, "{}")
                    : new Directive.Call(
                            rest.substring(0, space), rest.substring(space + 1).strip());
        }

        private int status(String[] words) throws Mistake {
            int status = number(words.length > 0 ? words[0] : "", 599);
            if (status < 400) {
                throw new Mistake(at, "@fail " + status + " (expected: a status from 400 to 599)");
            }
            return status;
        }

        private int times(String rest) throws Mistake {
            return rest.isEmpty() ? 1 : number(rest, MAX_DIRECTIVES);
        }

        private int number(String word, int max) throws Mistake {
            try {
                int number = Integer.parseInt(word);
                if (number >= 0 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below.
            }
            throw new Mistake(
                    at,
                    "\"" + word.substring(0, Math.min(20, word.length())) + "\" (expected: a number from 0 to " + max
                            + ")");
        }

        private static String text(String rest) {
            return rest.replace("\\n", "\n");
        }
    }
}
