package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.agent.tool.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containment, with real links. */
class ReachTest {
    private static final String OUTSIDE = "Path outside working directory";

    @TempDir
    Path directory;

    private Path base;
    private Workplace place;
    private Reach reach;

    @BeforeEach
    void open() throws IOException {
        base = directory.toRealPath();
        Files.createDirectories(base.resolve("app/src"));
        Files.createDirectories(base.resolve("app2/secret"));
        Files.writeString(base.resolve("app/src/a.txt"), "in");
        Files.writeString(base.resolve("app2/b.txt"), "out");
        place = new Workplace(base.resolve("app"));
        reach = new Reach(place);
    }

    @Test
    void relativePathsStartAtTheWorkDirectory() {
        assertThat(reach.readableFile("src/a.txt")).isEqualTo(base.resolve("app/src/a.txt"));
        assertThat(reach.readableFile(base + "/app/src/a.txt")).isEqualTo(base.resolve("app/src/a.txt"));
        assertThat(reach.readableFile("./src/.././src/a.txt")).isEqualTo(base.resolve("app/src/a.txt"));
    }

    @Test
    void aDirectoryWhoseNameBeginsAlikeIsOutside() {
        assertThat(refusal(() -> reach.readable(base + "/app2/b.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable(base + "/app2/b.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("../app2/new.txt"))).isEqualTo(OUTSIDE);
    }

    @Test
    void aLinkLeadsWhereItPoints() throws IOException {
        Files.createSymbolicLink(base.resolve("app/out"), base.resolve("app2"));
        Files.createSymbolicLink(base.resolve("app/in"), base.resolve("app/src"));
        Files.createSymbolicLink(base.resolve("app/file"), base.resolve("app2/b.txt"));

        assertThat(refusal(() -> reach.readable("out/b.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("out/new.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("out/missing/new.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("file"))).isEqualTo(OUTSIDE);
        assertThat(reach.writable("in/new.txt")).isEqualTo(base.resolve("app/src/new.txt"));
    }

    @Test
    void dotsAfterALinkAreFollowedFromWhereItPoints() throws IOException {
        Files.createSymbolicLink(base.resolve("app/link"), base.resolve("app2/secret"));
        Files.createSymbolicLink(base.resolve("app/deep"), base.resolve("app/src"));

        // As text, this is app/b.txt; the system takes it for app2/b.txt.
        assertThat(refusal(() -> reach.readable("link/../b.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("link/../new.txt"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.writable("link/../../app2/new.txt"))).isEqualTo(OUTSIDE);
        assertThat(reach.writable("deep/../src/new.txt")).isEqualTo(base.resolve("app/src/new.txt"));
    }

    @Test
    void aLinkToNowhereIsNotWrittenThrough() throws IOException {
        Files.createSymbolicLink(base.resolve("app/dangling"), base.resolve("app2/created.txt"));
        Files.createSymbolicLink(base.resolve("app/loop"), base.resolve("app/loop"));

        assertThat(refusal(() -> reach.writable("dangling"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.writable("dangling/x"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.readable("loop"))).isEqualTo("Invalid path");
    }

    @Test
    void dotsBelowWhatIsMissingLeadNowhere() {
        assertThat(refusal(() -> reach.writable("missing/../../app2/new.txt"))).isEqualTo("Invalid path");
    }

    @Test
    void whatIsOutsideIsRefusedWhetherOrNotItIsThere() {
        assertThat(refusal(() -> reach.readableFile("/etc/passwd"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.readableFile("/etc/no-such-file"))).isEqualTo(OUTSIDE);
        assertThat(refusal(() -> reach.readableFile("/proc/self/environ"))).isEqualTo(OUTSIDE);
    }

    @Test
    void theWorkDirectoryMayBeReachedThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(base.resolve("alias"), base.resolve("app"));

        assertThat(reach.readableFile(link + "/src/a.txt")).isEqualTo(base.resolve("app/src/a.txt"));
        assertThat(reach.writable(link + "/new.txt")).isEqualTo(base.resolve("app/new.txt"));
    }

    @Test
    void furtherDirectoriesMayBeReadNotWritten() {
        place.readableDirs.add(base.resolve("app2"));

        assertThat(reach.readableFile(base + "/app2/b.txt")).isEqualTo(base.resolve("app2/b.txt"));
        assertThat(refusal(() -> reach.writable(base + "/app2/b.txt"))).isEqualTo(OUTSIDE);
    }

    @Test
    void whatCannotBeAFileIsRefused() throws Exception {
        assertThat(refusal(() -> reach.readableFile("src"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.readableFile("missing"))).isEqualTo("File not found");
        assertThat(refusal(() -> reach.readableFile(" "))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.readableFile("a\0b"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.writable("src"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.writable("."))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.writable("missing/new.txt"))).isEqualTo("Parent directory not found");
        assertThat(refusal(() -> reach.writable("src/a.txt/new.txt"))).isEqualTo("Parent directory not found");
        new ProcessBuilder("mkfifo", base.resolve("app/pipe").toString())
                .start()
                .waitFor();
        assertThat(refusal(() -> reach.readableFile("pipe"))).isEqualTo("Invalid path");
        assertThat(refusal(() -> reach.writable("pipe"))).isEqualTo("Invalid path");
    }

    private static String refusal(Runnable reaching) {
        Refused refused = catchThrowableOfType(Refused.class, reaching::run);
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.result().ok()).isFalse();
        return refused.result().brief();
    }
}
