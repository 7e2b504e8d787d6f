package dev.switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {
    private final SettableTime time = new SettableTime(Instant.parse("2025-11-19T07:15:23.512Z"));

    @TempDir
    Path temp;

    private Path dir;

    @BeforeEach
    void realPath() throws Exception {
        dir = Files.createDirectory(temp.toRealPath().resolve("work"));
    }

    @Test
    void saysWhenAndWhere() throws Exception {
        var values = new Surroundings(time, "Plan 9").of(dir);

        assertThat(values)
                .containsEntry("KIMI_NOW", "2025-11-19T07:15:23.512Z")
                .containsEntry("KIMI_WORK_DIR", dir.toString())
                .containsEntry("KIMI_WORK_DIR_LS", "")
                .containsEntry("KIMI_AGENTS_MD", "")
                .containsEntry("KIMI_OS", "Plan 9")
                .containsEntry("KIMI_SHELL", "/bin/sh");
    }

    @Test
    void listsTheDirectoryInOrderWithHiddenFilesAndLinks() throws Exception {
        Path file = Files.writeString(dir.resolve("b.txt"), "hello");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-02T03:04:05Z")));
        Files.createDirectory(dir.resolve(".a"));
        Files.createSymbolicLink(dir.resolve("c"), Path.of("b.txt"));

        assertThat(listing().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("drwx").endsWith(" .a"),
                        line -> assertThat(line).isEqualTo("-rw-r-----           5 2025-01-02 03:04 b.txt"),
                        line -> assertThat(line).startsWith("l").endsWith(" c -> b.txt"));
    }

    @Test
    void aLongDirectoryIsToldInPart() throws Exception {
        for (int i = 0; i < DirectoryListing.MAX_LINES + 5; i++) {
            Files.createFile(dir.resolve("f" + (1000 + i)));
        }

        assertThat(listing().lines())
                .hasSize(DirectoryListing.MAX_LINES + 1)
                .last()
                .isEqualTo("... and 5 others");
    }

    @Test
    void aNameCannotPretendToBeALine() throws Exception {
        Files.createFile(dir.resolve("a\nb\u001b"));

        assertThat(listing()).endsWith(" a?b?").doesNotContain("\n");
    }

    @Test
    void aDirectoryThatCannotBeReadHasNoListing() {
        assertThat(new DirectoryListing(time.zone()).of(dir.resolve("gone"))).isEmpty();
    }

    @Test
    void theFirstFileOfNotesCounts() throws Exception {
        Files.writeString(dir.resolve("agents.md"), "lower");
        assertThat(ProjectNotes.in(dir)).isEqualTo("lower");

        Files.writeString(dir.resolve("AGENTS.md"), "\n  Use tabs: $HOME ü \n\n");
        assertThat(ProjectNotes.in(dir)).isEqualTo("Use tabs: $HOME ü");
    }

    @Test
    void aDirectoryIsNoNote() throws Exception {
        Files.createDirectory(dir.resolve("AGENTS.md"));

        assertThat(ProjectNotes.in(dir)).isEmpty();
    }

    @Test
    void notesThatAreNotTextAreRefused() throws Exception {
        Files.write(dir.resolve("AGENTS.md"), new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> ProjectNotes.in(dir))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("not UTF-8");

        Files.write(dir.resolve("AGENTS.md"), new byte[] {'a', (byte) 0xc3});
        assertThatThrownBy(() -> ProjectNotes.in(dir)).isInstanceOf(PreparationException.class);
    }

    @Test
    void longNotesAreCutBetweenCharactersAndSaySo() throws Exception {
        byte[] umlauts = "ü".repeat(ProjectNotes.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
        byte[] odd = new byte[umlauts.length + 1];
        odd[0] = 'x';
        System.arraycopy(umlauts, 0, odd, 1, umlauts.length);
        Files.write(dir.resolve("AGENTS.md"), odd);

        String notes = ProjectNotes.in(dir);

        assertThat(notes)
                .startsWith("xüü")
                .contains("ü\n\n[The notes are cut here")
                .contains(dir.toString());
        assertThat(notes.indexOf("\n")).isEqualTo(1 + (ProjectNotes.MAX_BYTES - 1) / 2);
    }

    @Test
    void aLinkWithinTheDirectoryIsFollowedAndOneThatLeadsOutIsRefused() throws Exception {
        Files.writeString(dir.resolve("NOTES.md"), "inside");
        Files.createSymbolicLink(dir.resolve("agents.md"), Path.of("NOTES.md"));
        assertThat(ProjectNotes.in(dir)).isEqualTo("inside");

        Path secret = Files.writeString(temp.resolve("secret"), "outside");
        Files.createSymbolicLink(dir.resolve("AGENTS.md"), secret);
        assertThatThrownBy(() -> ProjectNotes.in(dir))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("leads out of the work directory")
                .hasMessageNotContaining("outside");
    }

    private String listing() {
        return new DirectoryListing(time.zone()).of(dir);
    }
}
