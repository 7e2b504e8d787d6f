package dev.switchboard.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The driver's native part, unpacked once and kept beside the data. The driver itself unpacks it at every start, which takes a good part
 * of the start, and after a kill leaves it behind in the temporary directory for good.
 */
public final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /**
     * Unpacks the library if need be.
     *
     * @return the system properties that point the driver to it, to be set before the first {@link SqliteStorage#open}; none where it
     *     cannot be kept, or where others than the owner could put another one in its place: the driver has its own way then
     */
    public static Map<String, String> unpack(Path dataDir) {
        String name = LibraryLoaderUtil.getNativeLibName();
        String versioned = SQLiteJDBCLoader.getVersion() + "-" + name;
        try (InputStream packed =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed == null || !DataDirectory.privateToOwner(DataDirectory.make(dataDir))) {
                return Map.of();
            }
            Path folder = DataDirectory.make(dataDir.resolve("native"));
            keep(packed.readAllBytes(), folder.resolve(versioned));
            return Map.of("org.sqlite.lib.path", folder.toAbsolutePath().toString(), "org.sqlite.lib.name", versioned);
        } catch (IOException e) {
            LOG.info("the database driver's library is not kept beside the data: {}", e.toString());
            return Map.of();
        }
    }

    /** Makes the file hold these bytes: a crash may have left a part of it. */
    private static void keep(byte[] library, Path file) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return;
        }
        Path fresh = file.resolveSibling("unpacking");
        Files.write(fresh, library);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
