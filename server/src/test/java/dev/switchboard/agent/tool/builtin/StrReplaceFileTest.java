package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrReplaceFileTest {
    @TempDir
    Path directory;

    private Workplace place;

    @BeforeEach
    void open() {
        place = new Workplace(directory);
    }

    @Test
    void theOneOccurrenceIsReplaced() throws Exception {
        place.file("a.txt", "one\ntwo $1 three\n");

        ToolResult result = edit(Map.of("old", "two $1", "new", "2 \\0 $2"));

        assertThat(place.read("a.txt")).isEqualTo("one\n2 \\0 $2 three\n");
        assertThat(result.message()).isEqualTo("Applied 1 edit with 1 replacement in all.");
        assertThat(place.intents).hasSize(1).containsOnlyNulls();
    }

    @Test
    void severalOccurrencesAreAnErrorThatNamesTheirLines() throws Exception {
        place.file("a.txt", "x\ny\nx x\n");

        ToolResult result = edit(Map.of("old", "x", "new", "z"));

        assertThat(result.ok()).isFalse();
        assertThat(result.message())
                .isEqualTo("`old` occurs 3 times, at lines 1, 3, 3"
                        + " (expected: once; give more text around it, or set replace_all).");
        assertThat(result.brief()).isEqualTo("No replacements made");
        assertThat(place.read("a.txt")).isEqualTo("x\ny\nx x\n");
        assertThat(place.intents).isEmpty();
    }

    @Test
    void everyOccurrenceIsReplacedWhenAsked() throws Exception {
        place.file("a.txt", "aaaa x a");

        ToolResult result = edit(Map.of("old", "aa", "new", "b", "replace_all", true));

        assertThat(place.read("a.txt")).isEqualTo("bb x a");
        assertThat(result.message()).isEqualTo("Applied 1 edit with 2 replacements in all.");
    }

    @Test
    void editsAreAppliedInTheirOrderAndCountedWhereTheyApply() throws Exception {
        place.file("a.txt", "one two");

        ToolResult result = edit(
                List.of(Map.of("old", "one", "new", "two"), Map.of("old", "two", "new", "three", "replace_all", true)));

        assertThat(place.read("a.txt")).isEqualTo("three three");
        assertThat(result.message()).isEqualTo("Applied 2 edits with 3 replacements in all.");
    }

    @Test
    void oneEditThatDoesNotApplyStopsAllOfThem() throws Exception {
        place.file("a.txt", "one two");

        ToolResult result = edit(List.of(Map.of("old", "one", "new", "1"), Map.of("old", "missing", "new", "x")));

        assertThat(result.message()).startsWith("Edit 2 of 2: `old` does not occur in the file.");
        assertThat(result.brief()).isEqualTo("No replacements made");
        assertThat(place.read("a.txt")).isEqualTo("one two");
    }

    @Test
    void whatCannotBeEditedIsAnsweredBeforeAnybodyIsAsked() {
        place.file("a.txt", "one");

        assertThat(place.plan("StrReplaceFile", "path", "a.txt", "edit", Map.of("old", "two", "new", "")))
                .isInstanceOf(Plan.Answered.class);
        Plan plan = place.plan("StrReplaceFile", "path", "a.txt", "edit", Map.of("old", "one", "new", ""));
        assertThat(((Plan.Act) plan).approval()).isEqualTo(new Plan.Approval("edit file", "Edit file `a.txt`"));
    }

    @Test
    void aFileThatChangedMeanwhileIsLookedAtAgain() throws Exception {
        place.file("a.txt", "one\n");
        Plan.Act act =
                (Plan.Act) place.plan("StrReplaceFile", "path", "a.txt", "edit", Map.of("old", "one", "new", "1"));
        place.file("a.txt", "one\nmore\n");

        act.effect().perform();

        assertThat(place.read("a.txt")).isEqualTo("1\nmore\n");
    }

    @Test
    void windowsLineEndsAreKept() throws Exception {
        place.file("a.txt", "one\r\ntwo\r\nthree\r\n");

        assertThat(edit(Map.of("old", "one\ntwo", "new", "1\n2\n2b")).ok()).isTrue();

        assertThat(place.read("a.txt")).isEqualTo("1\r\n2\r\n2b\r\nthree\r\n");
    }

    @Test
    void editsThatChangeNothingAreAnError() throws Exception {
        place.file("a.txt", "one");

        assertThat(edit(Map.of("old", "one", "new", "one")).brief()).isEqualTo("No replacements made");
        assertThat(edit(Map.of("old", "", "new", "x")).brief()).isEqualTo("Invalid arguments");
        assertThat(edit(List.of()).brief()).isEqualTo("Invalid arguments");
        assertThat(edit("one").brief()).isEqualTo("Invalid arguments");
    }

    @Test
    void whatIsNoTextIsNotTouched() throws Exception {
        byte[] bytes = {'o', 'n', 'e', (byte) 0xFF};
        Files.write(place.workDir.resolve("a.txt"), bytes);

        assertThat(edit(Map.of("old", "one", "new", "1")).message()).endsWith("it is not UTF-8 text");
        assertThat(Files.readAllBytes(place.workDir.resolve("a.txt"))).isEqualTo(bytes);
    }

    @Test
    void whatMayNotBeEditedIsAnAnswer() throws Exception {
        assertThat(edit(Map.of("old", "a", "new", "b")).brief()).isEqualTo("File not found");
        assertThat(place.call("StrReplaceFile", "path", "/etc/passwd", "edit", Map.of("old", "root", "new", "x"))
                        .brief())
                .isEqualTo("Path outside working directory");
    }

    @Test
    void filesHaveABound() throws Exception {
        ToolConfig small = new ToolConfig(Set.of(), 50_000, 50_000, 100, 1, 1, Duration.ofSeconds(1), 1000);
        place = new Workplace(directory, small, System.getenv(), null);
        place.file("a.txt", "x".repeat(50));

        ToolResult grown = edit(Map.of("old", "x", "new", "y".repeat(1_000_000), "replace_all", true));
        assertThat(grown.brief()).isEqualTo("Failed to edit file");
        place.file("a.txt", "x".repeat(101));
        assertThat(edit(Map.of("old", "x", "new", "")).message()).endsWith("it has more than 100 bytes");
    }

    private ToolResult edit(Object edit) throws InterruptedException {
        return place.call("StrReplaceFile", "path", "a.txt", "edit", edit);
    }
}
