package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both engines answer the same: asked at random, in trees made at random. The seed is the name of the test. */
@Timeout(120)
class GrepEnginesAgreeTest {
    private static final int FILES = 120;
    private static final int QUESTIONS = 60;
    private static final List<String> NAMES =
            List.of("src", "lib", "a", "b.d", ".hid", "build", "Main", "x-y", "node_modules", "z", "ä", "[odd]");
    private static final List<String> ENDS = List.of(".java", ".txt", ".ts", ".js", ".log", "", ".py", ".min.js");
    private static final List<String> WORDS =
            List.of("foo", "bar", "Foo", "foo_bar", "x = 1;", "(y)", "\t", " ", "äöü", "42", "return");
    private static final List<String> RULES = List.of(
            "*.log",
            "build/",
            "/lib",
            "!keep.log",
            "**/node_modules",
            "src/*.js",
            "a/**",
            "*.min.*",
            "b.?",
            "[xz]*",
            "!src/",
            "\\[odd\\]",
            "# comment",
            "",
            "lib/**/a",
            "z/",
            "*.py ",
            "{a,b.d}/");
    private static final List<String> PATTERNS = List.of(
            "foo",
            "^foo",
            "bar$",
            "\\bfoo\\b",
            "f.o",
            "[a-z]+_[a-z]+",
            "\\d+",
            "(foo|bar) ",
            "ä.ü",
            "\\s\\(y\\)",
            "o{2}",
            "^.*$",
            "foo.*\\n.*bar",
            "return",
            "nothing here",
            "\\w+ = \\d",
            "x{0}42");
    private static final List<String> GLOBS = List.of(
            "*.java",
            "*.{ts,js}",
            "src/**",
            "!*.log",
            "**/a/*",
            "/lib/*",
            "build/",
            "*.log",
            "[!x]*.txt",
            "!src/",
            "?*",
            "ä*");

    @TempDir
    Path directory;

    @BeforeAll
    static void ripgrepIsHere() {
        assumeTrue(Files.isExecutable(Workplace.RIPGREP), "this machine has no " + Workplace.RIPGREP);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theyAnswerTheSame(long seed) throws Exception {
        Random random = new Random(seed);
        grow(random);
        Workplace ripgrep = new Workplace(directory, ToolConfig.DEFAULTS, System.getenv(), Workplace.RIPGREP);
        Workplace java = new Workplace(directory, ToolConfig.DEFAULTS, System.getenv(), null);
        int found = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Object[] question = question(random);
            ToolResult expected = ripgrep.call("Grep", question);
            assertThat(java.call("Grep", question))
                    .as(Arrays.toString(question))
                    .isEqualTo(expected);
            found += expected.output().isEmpty() ? 0 : 1;
        }
        assertThat(found).as("questions that found something").isGreaterThan(QUESTIONS / 3);
    }

    private void grow(Random random) throws IOException {
        List<Path> directories = new ArrayList<>(List.of(directory));
        for (int i = 0; i < FILES; i++) {
            Path parent = any(directories, random);
            Path child = parent.resolve(any(NAMES, random));
            if (random.nextInt(3) == 0 && !Files.exists(child)) {
                directories.add(Files.createDirectory(child));
            } else if (random.nextInt(12) == 0) {
                Files.writeString(parent.resolve(".gitignore"), lines(random, () -> any(RULES, random)));
            } else if (random.nextInt(40) == 0) {
                Files.createDirectories(parent.resolve(".git"));
            } else {
                Files.writeString(
                        parent.resolve(any(NAMES, random) + i + any(ENDS, random)),
                        lines(random, () -> any(WORDS, random) + any(WORDS, random) + any(WORDS, random)));
            }
        }
    }

    private Object[] question(Random random) throws IOException {
        List<Object> question = new ArrayList<>(List.of("pattern", any(PATTERNS, random)));
        boolean multiline = question.get(1).toString().contains("\\n") || random.nextInt(5) == 0;
        question.addAll(List.of("multiline", multiline, "-i", random.nextBoolean(), "-n", random.nextBoolean()));
        question.addAll(List.of("output_mode", any(List.of("content", "files_with_matches", "count_matches"), random)));
        if (random.nextInt(3) == 0) {
            question.addAll(List.of("glob", any(GLOBS, random)));
        }
        if (random.nextInt(4) == 0) {
            question.addAll(List.of("type", any(List.of("java", "js", "ts", "py", "txt"), random)));
        }
        if (random.nextInt(3) == 0) {
            question.addAll(List.of("-B", random.nextInt(3), "-A", random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            question.addAll(List.of("head_limit", 1 + random.nextInt(8)));
        }
        if (random.nextInt(3) == 0) {
            try (var all = Files.walk(directory)) {
                List<Path> paths = all.filter(path -> !path.toString().contains(".git"))
                        .sorted()
                        .toList();
                question.addAll(List.of("path", any(paths, random).toString()));
            }
        }
        return question.toArray();
    }

    private static String lines(Random random, Supplier<String> line) {
        StringBuilder text = new StringBuilder();
        String end = random.nextInt(6) == 0 ? "\r\n" : "\n";
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(line.get()).append(i == 0 && random.nextBoolean() ? "" : end);
        }
        return text.toString();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
