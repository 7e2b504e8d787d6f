package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void permissions() {
        assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
    }

    @Test
    void theLibraryIsUnpackedOnce() throws Exception {
        Path data = directory.resolve("data");
        Path file = file(NativeLibrary.unpack(data));
        Object made = Files.getLastModifiedTime(file);

        assertThat(file).startsWith(data);
        assertThat(file(NativeLibrary.unpack(data))).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(made);
        assertThat(Files.size(file)).isGreaterThan(100_000);
    }

    @Test
    void aDamagedLibraryIsUnpackedAgain() throws Exception {
        Path data = directory.resolve("data");
        Path file = file(NativeLibrary.unpack(data));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[10]);

        NativeLibrary.unpack(data);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void nothingIsUnpackedWhereOthersMayWrite() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(NativeLibrary.unpack(data)).isEmpty();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void whereItCannotBeKeptTheDriverHasItsWay() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(NativeLibrary.unpack(file.resolve("data"))).isEmpty();
    }

    private static Path file(Map<String, String> properties) {
        assertThat(properties).containsOnlyKeys("org.sqlite.lib.path", "org.sqlite.lib.name");
        return Path.of(properties.get("org.sqlite.lib.path"), properties.get("org.sqlite.lib.name"));
    }
}
