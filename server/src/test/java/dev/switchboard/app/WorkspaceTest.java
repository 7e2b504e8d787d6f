package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    private Path directory;

    @Test
    void itIsMadeWhereItIsMissing() throws Exception {
        Path real = directory.toRealPath();
        assertThat(Workspace.of(null, directory)).isEqualTo(real.resolve("workspace"));
        assertThat(Workspace.of(directory.resolve("a/b"), directory)).isEqualTo(real.resolve("a/b"));
        assertThat(real.resolve("a/b")).isDirectory();
        Path link = Files.createSymbolicLink(real.resolve("link"), real.resolve("a"));
        assertThat(Workspace.of(link, directory)).isEqualTo(real.resolve("a"));
    }

    @Test
    void whatIsNoDirectoryIsRefusedWithItsKey() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> Workspace.of(file, directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chat.work-dir: ");
        assertThatThrownBy(() -> Workspace.of(file.resolve("below"), directory))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
