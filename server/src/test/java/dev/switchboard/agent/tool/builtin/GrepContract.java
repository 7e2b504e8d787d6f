package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Grep finds, whichever engine it has. */
@Timeout(60)
abstract class GrepContract {
    @TempDir
    Path directory;

    Workplace place;

    /** The program of the engine; absent for the one without a program. */
    abstract @Nullable Path ripgrep();

    @BeforeEach
    void open() throws IOException {
        Path work = Files.createDirectory(directory.resolve("work"));
        place = new Workplace(work, ToolConfig.DEFAULTS, System.getenv(), ripgrep());
    }

    @Test
    void filesWithMatchesAreSortedByTheNamesAlongTheirPaths() throws Exception {
        for (String file : new String[] {"b/z.txt", "b.txt", "a/b/c.txt", "a/b.txt", "B.txt", "a-b/x.txt"}) {
            place.file(file, "needle\n");
        }
        place.file("c.txt", "hay\n");

        ToolResult result = grep("needle");

        assertThat(result.output()).isEqualTo("B.txt\na/b/c.txt\na/b.txt\na-b/x.txt\nb/z.txt\nb.txt\n");
        assertThat(result.message()).isEqualTo("6 lines found.");
    }

    @Test
    void noMatchIsASuccess() throws Exception {
        place.file("a.txt", "hay\n");

        ToolResult result = grep("needle");

        assertThat(result.ok()).isTrue();
        assertThat(result.output()).isEmpty();
        assertThat(result.message()).isEqualTo("No matches found");
    }

    @Test
    void contentComesWithNumbersAndContext() throws Exception {
        place.file("a.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");

        assertThat(grep("three|eight", "output_mode", "content", "-n", true, "-C", 1)
                        .output())
                .isEqualTo("""
                        a.txt-2-two
                        a.txt:3:three
                        a.txt-4-four
                        --
                        a.txt-7-seven
                        a.txt:8:eight
                        a.txt-9-nine
                        """);
        assertThat(grep("three|five", "output_mode", "content", "-A", 1).output())
                .isEqualTo("a.txt:three\na.txt-four\na.txt:five\na.txt-six\n");
        assertThat(grep("one|nine", "output_mode", "content", "-B", 2, "-C", 0, "-n", true)
                        .output())
                .isEqualTo("a.txt:1:one\n--\na.txt-7-seven\na.txt-8-eight\na.txt:9:nine\n");
    }

    @Test
    void contextDoesNotJoinFiles() throws Exception {
        place.file("a.txt", "x\nneedle\n");
        place.file("b.txt", "needle\ny");

        assertThat(grep("needle", "output_mode", "content", "-C", 1).output())
                .isEqualTo("a.txt-x\na.txt:needle\n--\nb.txt:needle\nb.txt-y\n");
    }

    @Test
    void matchesAreCountedNotLines() throws Exception {
        place.file("a.txt", "x x\nx\n");
        place.file("b.txt", "y\n");
        place.file("c.txt", "xx");

        assertThat(grep("x", "output_mode", "count_matches").output()).isEqualTo("a.txt:3\nc.txt:2\n");
    }

    @Test
    void emptyLinesAreLines() throws Exception {
        place.file("a.txt", "one\n\ntwo\n\n");
        place.file("b.txt", "");

        for (boolean multiline : new boolean[] {false, true}) {
            assertThat(grep("^$", "output_mode", "content", "-n", true, "multiline", multiline)
                            .output())
                    .isEqualTo("a.txt:2:\na.txt:4:\n");
            assertThat(grep("^.*", "output_mode", "count_matches", "multiline", multiline, "glob", "b.txt")
                            .output())
                    .isEmpty();
        }
        assertThat(grep("^.*$", "output_mode", "count_matches").output()).isEqualTo("a.txt:4\n");
    }

    @Test
    void caseMattersUnlessSaidOtherwise() throws Exception {
        place.file("a.txt", "Needle ÄÖ\n");

        assertThat(grep("needle äö").message()).isEqualTo("No matches found");
        assertThat(grep("needle äö", "-i", true).output()).isEqualTo("a.txt\n");
    }

    @Test
    void matchesMaySpanLinesWhenAsked() throws Exception {
        place.file("a.txt", "zero\nfoo {\n  bar\n}\nrest\nfoo { }\n");

        assertThat(grep("foo \\{.*?\\}").output()).isEqualTo("a.txt\n");
        assertThat(grep("foo \\{\\s+bar").message()).isEqualTo("No matches found");
        assertThat(grep("foo \\{\\s+bar", "multiline", true).output()).isEqualTo("a.txt\n");
        assertThat(grep("foo \\{.*?\\}", "multiline", true, "output_mode", "content", "-n", true)
                        .output())
                .isEqualTo("a.txt:2:foo {\na.txt:3:  bar\na.txt:4:}\na.txt:6:foo { }\n");
        assertThat(grep("foo \\{.*?\\}", "multiline", true, "output_mode", "count_matches")
                        .output())
                .isEqualTo("a.txt:2\n");
        assertThat(grep("bar", "multiline", true, "output_mode", "content", "-n", true, "-B", 1)
                        .output())
                .isEqualTo("a.txt-2-foo {\na.txt:3:  bar\n");
    }

    @Test
    void headLimitCutsLinesAndSaysSo() throws Exception {
        place.file("a.txt", "needle\n".repeat(10));

        assertThat(grep("needle", "output_mode", "content", "head_limit", 3).output())
                .isEqualTo("a.txt:needle\n".repeat(3) + "... (results truncated to 3 lines)\n");
        assertThat(grep("needle", "output_mode", "content", "head_limit", 10).output())
                .isEqualTo("a.txt:needle\n".repeat(10));
    }

    @Test
    void aFloodOfMatchesIsCut() throws Exception {
        place.file("a.txt", ("needle " + "x".repeat(90) + "\n").repeat(50_000));

        ToolResult result = grep("needle", "output_mode", "content");

        assertThat(result.ok()).isTrue();
        assertThat(result.output().length()).isBetween(49_000, 50_100);
        assertThat(result.output()).contains("... (results truncated to ");
    }

    @Test
    void longLinesAreCut() throws Exception {
        place.file("a.txt", "needle" + "ü".repeat(100_000) + "\nneedle\n");

        assertThat(grep("needle", "output_mode", "content").output())
                .isEqualTo("a.txt:needle" + "ü".repeat(1_994) + "[...truncated]\na.txt:needle\n");
    }

    @Test
    void whatGitIgnoresIsLeftOut() throws Exception {
        place.file(".gitignore", "*.log\n/build/\nnode_modules\n!keep.log\n# no rule\ndocs/*.tmp\nfoo/**/deep.txt\n");
        place.file("src/.gitignore", "generated/\n!special.log\n");
        for (String file : new String[] {
            "a.log",
            "keep.log",
            "build/out.txt",
            "src/build/in.txt",
            "web/node_modules/x.js",
            "docs/a.tmp",
            "docs/sub/a.tmp",
            "src/generated/g.txt",
            "src/special.log",
            "src/other.log",
            "foo/x/y/deep.txt",
            "foo/deep.txt",
            "main.txt"
        }) {
            place.file(file, "needle\n");
        }

        assertThat(grep("needle").output().lines())
                .containsExactly("docs/sub/a.tmp", "keep.log", "main.txt", "src/build/in.txt", "src/special.log");
    }

    @Test
    void theRulesAboveTheSearchCountUpToTheRepository() throws Exception {
        Files.writeString(directory.resolve(".gitignore"), "outside.txt\n");
        place.file(".gitignore", "/sub/ignored.txt\nplain.txt\n");
        for (String file : new String[] {"sub/ignored.txt", "sub/plain.txt", "sub/outside.txt", "sub/other.txt"}) {
            place.file(file, "needle\n");
        }

        assertThat(grep("needle", "path", "sub").output()).isEqualTo("sub/other.txt\n");

        Files.createDirectory(place.workDir.resolve(".git"));
        assertThat(grep("needle", "path", "sub").output()).isEqualTo("sub/other.txt\nsub/outside.txt\n");

        Files.createDirectory(place.workDir.resolve("sub/.git"));
        assertThat(grep("needle", "path", "sub").output())
                .isEqualTo("sub/ignored.txt\nsub/other.txt\nsub/outside.txt\nsub/plain.txt\n");
    }

    @Test
    void hiddenFilesAreLeftOutUnlessAFilterFitsThem() throws Exception {
        for (String file : new String[] {".env", ".config/a.js", ".eslintrc.js", "a.js", "b.txt"}) {
            place.file(file, "needle\n");
        }

        assertThat(grep("needle").output()).isEqualTo("a.js\nb.txt\n");
        assertThat(grep("needle", "glob", ".env").output()).isEqualTo(".env\n");
        assertThat(grep("needle", "type", "js").output()).isEqualTo(".eslintrc.js\na.js\n");
        assertThat(grep("needle", "glob", "*.js").output()).isEqualTo(".eslintrc.js\na.js\n");
    }

    @Test
    void aGlobPicksFilesAndGoesBeforeOtherRules() throws Exception {
        place.file(".gitignore", "*.log\n");
        for (String file :
                new String[] {"a.ts", "src/b.ts", "src/c.tsx", "src/deep/d.ts", "e.js", "x.log", "lib/b.ts"}) {
            place.file(file, "needle\n");
        }

        assertThat(grep("needle", "glob", "*.ts").output()).isEqualTo("a.ts\nlib/b.ts\nsrc/b.ts\nsrc/deep/d.ts\n");
        assertThat(grep("needle", "glob", "src/*.{ts,tsx}").output()).isEqualTo("src/b.ts\nsrc/c.tsx\n");
        assertThat(grep("needle", "glob", "src/**/*.ts").output()).isEqualTo("src/b.ts\nsrc/deep/d.ts\n");
        assertThat(grep("needle", "glob", "!*.ts").output()).isEqualTo("e.js\nsrc/c.tsx\n");
        assertThat(grep("needle", "glob", "[a-c].ts", "path", "src").output()).isEqualTo("src/b.ts\n");
        assertThat(grep("needle", "glob", "x.log").output()).isEqualTo("x.log\n");
        assertThat(grep("needle", "glob", "/b.ts", "path", "src").output()).isEqualTo("src/b.ts\n");
    }

    @Test
    void aTypePicksFilesByTheirNames() throws Exception {
        for (String file : new String[] {"A.java", "b.py", "c.pyi", "Makefile", "sub/d.py", "e.txt"}) {
            place.file(file, "needle\n");
        }

        assertThat(grep("needle", "type", "py").output()).isEqualTo("b.py\nc.pyi\nsub/d.py\n");
        assertThat(grep("needle", "type", "make").output()).isEqualTo("Makefile\n");
        assertThat(grep("needle", "type", "nosuchtype").brief()).isEqualTo("Failed to grep");
    }

    @Test
    void oneFileCanBeSearchedWhateverItsName() throws Exception {
        place.file(".gitignore", "*.log\n");
        place.file("sub/.hidden.log", "hay\nneedle\n");

        assertThat(grep("needle", "path", "sub/.hidden.log", "output_mode", "content", "-n", true)
                        .output())
                .isEqualTo("sub/.hidden.log:2:needle\n");
    }

    @Test
    void binaryFilesAreLeftOut() throws Exception {
        place.file("a.bin", "needle\0needle\n");
        place.file("b.txt", "needle\n");
        place.file("c.bin", "needle\n" + "x\n".repeat(100_000) + "\0");
        place.file("d.txt", "needle\n");

        assertThat(grep("needle", "glob", "[abd]*", "output_mode", "content").output())
                .isEqualTo("b.txt:needle\nd.txt:needle\n");
        assertThat(grep("needle", "output_mode", "content").output())
                .endsWith("d.txt:needle\n")
                .contains("b.txt:needle\n");
    }

    @Test
    void encodingsAndLineEndsDoNotMatter() throws Exception {
        Files.write(place.workDir.resolve("utf16.txt"), "\uFEFFnadel ü\nneedle\n".getBytes(StandardCharsets.UTF_16LE));
        Files.writeString(place.workDir.resolve("bom.txt"), "\uFEFFneedle\n");
        Files.writeString(place.workDir.resolve("crlf.txt"), "hay\r\nneedle\r\n");
        Files.write(place.workDir.resolve("latin1.txt"), "f\u00fcr needle\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(place.workDir.resolve("noend.txt"), "hay\nneedle");

        assertThat(grep("^needle$", "output_mode", "content", "-n", true).output())
                .isEqualTo("bom.txt:1:needle\ncrlf.txt:2:needle\nnoend.txt:2:needle\nutf16.txt:2:needle\n");
        assertThat(grep("r needle", "output_mode", "content").output()).isEqualTo("latin1.txt:f\uFFFDr needle\n");
    }

    @Test
    void commonExpressionsMeanTheSame() throws Exception {
        place.file("a.txt", "foo_bar 12 äß\n\tx = y;\nfoo.bar()\n");

        for (String pattern : new String[] {
            "\\bfoo_bar\\b", "\\d+ \\w+$", "^\\s+x", "foo\\.bar\\(\\)", "[[:alpha:]]+_[[:alpha:]]+", "(?P<name>x) =",
            "(?i)FOO", "[^a-z]12", "x{1}", "a\\x{e4}|ä\\p{L}", "f(o|a)+\\.", "\\t.*;"
        }) {
            assertThat(grep(pattern).output()).as(pattern).isEqualTo("a.txt\n");
        }
        assertThat(grep("^$").output()).isEmpty();
        assertThat(grep("-x|x = y").output()).isEqualTo("a.txt\n");
        assertThat(grep("--version").output()).isEmpty();
    }

    @Test
    void whatIsNoExpressionIsAnAnswer() throws Exception {
        place.file("a.txt", "x\n");

        ToolResult result = grep("foo(");

        assertThat(result.ok()).isFalse();
        assertThat(result.brief()).isEqualTo("Failed to grep");
        assertThat(result.message()).isNotBlank();
        assertThat(grep("x", "glob", "[").brief()).isEqualTo("Failed to grep");
        assertThat(grep("x\0").brief()).isEqualTo("Invalid arguments");
    }

    @Test
    void linksAreNotFollowedInTheTree() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "needle\n");
        Files.createSymbolicLink(place.workDir.resolve("link"), outside);
        Files.createSymbolicLink(place.workDir.resolve("link.txt"), outside.resolve("secret.txt"));
        place.file("in.txt", "needle\n");

        assertThat(grep("needle").output()).isEqualTo("in.txt\n");
        assertThat(grep("needle", "path", "link").brief()).isEqualTo("Path outside working directory");
        assertThat(grep("needle", "path", "link.txt").brief()).isEqualTo("Path outside working directory");
        assertThat(grep("needle", "path", "..").brief()).isEqualTo("Path outside working directory");
    }

    @Test
    void readableDirectoriesCanBeSearched() throws Exception {
        Path extra = Files.createDirectory(directory.toRealPath().resolve("extra"));
        Files.writeString(extra.resolve("a.txt"), "needle\n");
        place.readableDirs.add(extra);

        assertThat(grep("needle", "path", extra.toString()).output()).isEqualTo(extra + "/a.txt\n");
    }

    @Test
    void whatIsNullIsNotAskedFor() throws Exception {
        place.file("a.txt", "hay\nneedle\n");

        assertThat(grep(
                                "needle",
                                "glob",
                                null,
                                "type",
                                null,
                                "head_limit",
                                null,
                                "-A",
                                null,
                                "-B",
                                null,
                                "-C",
                                1,
                                "output_mode",
                                "content")
                        .output())
                .isEqualTo("a.txt-hay\na.txt:needle\n");
    }

    @Test
    void whatIsNotThereIsAnAnswer() throws Exception {
        assertThat(grep("x", "path", "missing").brief()).isEqualTo("File not found");
    }

    ToolResult grep(String pattern, Object... arguments) throws InterruptedException {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "pattern";
        all[1] = pattern;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return place.call("Grep", all);
    }
}
