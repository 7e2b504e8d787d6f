package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GlobTest {
    @TempDir
    Path directory;

    private Workplace place;

    @BeforeEach
    void open() throws Exception {
        Path work = Files.createDirectory(directory.resolve("work"));
        place = new Workplace(work);
    }

    @Test
    void aPatternWithoutDirectoriesFitsRightInTheDirectory() throws Exception {
        files("b.txt", "a.txt", "c.md", "sub/d.txt", ".e.txt");

        ToolResult result = glob("*.txt");

        assertThat(result.output()).isEqualTo(".e.txt\na.txt\nb.txt\n");
        assertThat(result.message()).isEqualTo("3 matches found.");
    }

    @Test
    void twoStarsFitAnyNumberOfDirectories() throws Exception {
        files("a.java", "x/b.java", "x/y/c.java", "x/y/d.txt", "z/x/e.java");

        assertThat(glob("**/*.java").output()).isEqualTo("a.java\nx/b.java\nx/y/c.java\nz/x/e.java\n");
        assertThat(glob("x/**/*.java").output()).isEqualTo("x/b.java\nx/y/c.java\n");
        assertThat(glob("**/x/*.java").output()).isEqualTo("x/b.java\nz/x/e.java\n");
        assertThat(glob("x/**").output()).isEqualTo("x/b.java\nx/y\nx/y/c.java\nx/y/d.txt\n");
    }

    @Test
    void bracesFitEither() throws Exception {
        files("a.ts", "a.tsx", "a.js", "src/b.ts", "lib/b.ts", "doc/b.ts");

        assertThat(glob("*.{ts,tsx}").output()).isEqualTo("a.ts\na.tsx\n");
        assertThat(glob("{src,lib}/*.ts").output()).isEqualTo("lib/b.ts\nsrc/b.ts\n");
        assertThat(glob("{src/b,doc/*}.ts").output()).isEqualTo("doc/b.ts\nsrc/b.ts\n");
    }

    @Test
    void directoriesAreFoundUnlessSaidOtherwise() throws Exception {
        files("a/x", "b");

        assertThat(glob("*").output()).isEqualTo("a\nb\n");
        assertThat(glob("*", "include_dirs", false).output()).isEqualTo("b\n");
    }

    @Test
    void aDirectoryCanBeNamed() throws Exception {
        files("src/a.txt", "src/deep/b.txt");

        assertThat(glob("*.txt", "directory", "src").output()).isEqualTo("a.txt\n");
        assertThat(glob("**/*.txt", "directory", place.workDir + "/src").output())
                .isEqualTo("a.txt\ndeep/b.txt\n");
        assertThat(place.call("Glob", "pattern", "*", "directory", null).output())
                .isEqualTo("src\n");
    }

    @Test
    void aPlainPathIsFoundWhenItIsThere() throws Exception {
        files("src/a.txt");

        assertThat(glob("src/a.txt").output()).isEqualTo("src/a.txt\n");
        assertThat(glob("src/b.txt").message()).isEqualTo("No matches found for `src/b.txt`.");
        assertThat(glob("none/b.txt").ok()).isTrue();
    }

    @Test
    void theInsideOfGitIsLeftOutUnlessItIsNamed() throws Exception {
        files(".git/config", ".github/ci.yml", "a.yml");

        assertThat(glob("**/*", "include_dirs", false).output()).isEqualTo(".github/ci.yml\na.yml\n");
        assertThat(glob(".git/*").output()).isEqualTo(".git/config\n");
    }

    @Test
    void linksAreFoundNotFollowed() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "x");
        Files.createSymbolicLink(place.workDir.resolve("link"), outside);
        files("in.txt");

        assertThat(glob("**/*").output()).isEqualTo("in.txt\nlink\n");
        assertThat(glob("link/*").brief()).isEqualTo("Directory outside working directory");
        assertThat(glob("*", "directory", "link").brief()).isEqualTo("Directory outside working directory");
        assertThat(glob("*", "directory", "..").brief()).isEqualTo("Directory outside working directory");
        assertThat(glob("*", "directory", outside.toString()).brief()).isEqualTo("Directory outside working directory");
    }

    @Test
    void aCircleOfLinksIsNoTrap() throws Exception {
        files("sub/a.txt");
        Files.createSymbolicLink(place.workDir.resolve("sub/up"), place.workDir);

        assertThat(glob("**/*.txt").output()).isEqualTo("sub/a.txt\n");
    }

    @Test
    void patternsThatLeaveTheDirectoryAreRefused() throws Exception {
        for (String pattern : new String[] {"../*", "a/../../b", "/etc/*", "**/../x"}) {
            assertThat(glob(pattern).brief()).as(pattern).isEqualTo("Unsafe pattern");
        }
    }

    @Test
    void whatIsNoPatternOrDirectoryIsAnAnswer() throws Exception {
        files("file");

        assertThat(glob("[a").brief()).isEqualTo("Glob failed");
        assertThat(glob("{a").brief()).isEqualTo("Glob failed");
        assertThat(glob("*", "directory", "missing").brief()).isEqualTo("Directory not found");
        assertThat(glob("*", "directory", "file").brief()).isEqualTo("Invalid directory");
    }

    @Test
    void aThousandPathsAreListedAndAllAreCounted() throws Exception {
        for (int i = 0; i < 1005; i++) {
            Files.createFile(place.workDir.resolve("f%04d".formatted(i)));
        }

        ToolResult result = glob("**/f*");

        assertThat(result.output().lines()).hasSize(1000).startsWith("f0000").endsWith("f0999");
        assertThat(result.message()).isEqualTo("1005 matches found. Only the first 1000 are listed.");
    }

    @Test
    void aLargeTreeIsNotWalkedForEver() throws Exception {
        ToolConfig small = new ToolConfig(Set.of(), 50_000, 50_000, 100, 1, 1, Duration.ofSeconds(10), 10);
        place = new Workplace(place.workDir, small, System.getenv(), null);
        for (int i = 0; i < 20; i++) {
            Files.createFile(place.workDir.resolve("f" + i));
        }

        ToolResult result = glob("**/f*");

        assertThat(result.output().lines()).hasSize(10);
        assertThat(result.message()).contains("The search was stopped after ");
    }

    @Test
    void aPatternOfManyStarsEndsInTime() throws Exception {
        ToolConfig hasty = new ToolConfig(Set.of(), 50_000, 50_000, 100, 1, 1, Duration.ofMillis(300), 1000);
        place = new Workplace(place.workDir, hasty, System.getenv(), null);
        files("a".repeat(200));

        assertThat(glob("*a".repeat(40) + "b").message()).contains("The search was stopped");
    }

    private ToolResult glob(String pattern, Object... arguments) throws InterruptedException {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "pattern";
        all[1] = pattern;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return place.call("Glob", all);
    }

    private void files(String... names) {
        for (String name : names) {
            place.file(name, "x");
        }
    }
}
