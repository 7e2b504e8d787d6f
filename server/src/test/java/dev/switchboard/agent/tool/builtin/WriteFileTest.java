package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteFileTest {
    @TempDir
    Path directory;

    private Workplace place;

    @BeforeEach
    void open() {
        place = new Workplace(directory);
    }

    @Test
    void aNewFileIsWritten() throws Exception {
        ToolResult result = place.call("WriteFile", "path", "a.txt", "content", "höllo\n");

        assertThat(place.read("a.txt")).isEqualTo("höllo\n");
        assertThat(result).isEqualTo(ToolResult.ok("", "Wrote 7 bytes. The file has 7 bytes now.", ""));
        assertThat(Files.getPosixFilePermissions(place.workDir.resolve("a.txt")))
                .isEqualTo(Files.getPosixFilePermissions(place.file("other.txt", "")));
        assertThat(names()).containsExactlyInAnyOrder("a.txt", "other.txt");
    }

    @Test
    void theContentIsReplacedInOneStep() throws Exception {
        Path file = place.file("run.sh", "a much longer text than before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Object before = Files.getAttribute(file, "unix:ino");

        place.call("WriteFile", "path", "run.sh", "content", "new");

        assertThat(place.read("run.sh")).isEqualTo("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.getAttribute(file, "unix:ino")).isNotEqualTo(before);
        assertThat(names()).containsExactly("run.sh");
    }

    @Test
    void moreIsAppended() throws Exception {
        place.file("a.txt", "one\n");

        ToolResult result = place.call("WriteFile", "path", "a.txt", "content", "two\n", "mode", "append");

        assertThat(place.read("a.txt")).isEqualTo("one\ntwo\n");
        assertThat(result.message()).isEqualTo("Appended 4 bytes. The file has 8 bytes now.");
        place.call("WriteFile", "path", "b.txt", "content", "x", "mode", "append");
        assertThat(place.read("b.txt")).isEqualTo("x");
    }

    @Test
    void theTargetOfALinkInsideIsWritten() throws Exception {
        Path file = place.file("real.txt", "old");
        Files.createSymbolicLink(place.workDir.resolve("link.txt"), file);

        place.call("WriteFile", "path", "link.txt", "content", "new");

        assertThat(place.read("real.txt")).isEqualTo("new");
        assertThat(Files.isSymbolicLink(place.workDir.resolve("link.txt"))).isTrue();
    }

    @Test
    void somebodyIsAskedAndTheIntentComesRightBeforeTheWrite() throws Exception {
        place.file("a.txt", "old");
        AtomicReference<String> atIntent = new AtomicReference<>();
        place.onIntend = group -> atIntent.set(place.read("a.txt"));

        Plan plan = place.plan("WriteFile", "path", "a.txt", "content", "new");
        assertThat(((Plan.Act) plan).approval()).isEqualTo(new Plan.Approval("edit file", "Write file `a.txt`"));
        assertThat(place.read("a.txt")).isEqualTo("old");
        assertThat(place.intents).isEmpty();

        ((Plan.Act) plan).effect().perform();
        assertThat(atIntent.get()).isEqualTo("old");
        assertThat(place.read("a.txt")).isEqualTo("new");
        assertThat(place.intents).hasSize(1).containsOnlyNulls();
    }

    @Test
    void whatMayNotBeWrittenIsAnsweredBeforeAnybodyIsAsked() {
        assertThat(answer("path", "/etc/motd", "content", "x")).isEqualTo("Path outside working directory");
        assertThat(answer("path", "no/dir/a.txt", "content", "x")).isEqualTo("Parent directory not found");
        assertThat(answer("path", ".", "content", "x")).isEqualTo("Invalid path");
        assertThat(answer("path", "a.txt", "content", "x", "mode", "replace")).isEqualTo("Invalid arguments");
        assertThat(place.intents).isEmpty();
    }

    @Test
    void aLinkThatIsPutInPlaceMeanwhileIsNotFollowedOut() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside.txt"), "");
        place = new Workplace(Files.createDirectory(directory.resolve("work")));
        Plan.Act act = (Plan.Act) place.plan("WriteFile", "path", "a.txt", "content", "new");
        Files.createSymbolicLink(place.workDir.resolve("a.txt"), outside);

        assertThat(act.effect().perform().brief()).isEqualTo("Path outside working directory");
        assertThat(Files.readString(outside)).isEmpty();
    }

    @Test
    void filesHaveABound() throws Exception {
        ToolConfig small = new ToolConfig(Set.of(), 50_000, 50_000, 10, 1, 1, Duration.ofSeconds(1), 1000);
        place = new Workplace(directory, small, System.getenv(), null);

        assertThat(answer("path", "a.txt", "content", "x".repeat(11))).isEqualTo("Failed to write file");
        assertThat(place.call("WriteFile", "path", "a.txt", "content", "x".repeat(10))
                        .ok())
                .isTrue();
        assertThat(answer("path", "a.txt", "content", "y", "mode", "append")).isEqualTo("Failed to write file");
        assertThat(place.read("a.txt")).isEqualTo("x".repeat(10));
    }

    private String answer(Object... arguments) {
        Plan plan = place.plan("WriteFile", arguments);
        assertThat(plan).isInstanceOf(Plan.Answered.class);
        return ((Plan.Answered) plan).result().brief();
    }

    private String[] names() {
        return place.workDir.toFile().list();
    }
}
