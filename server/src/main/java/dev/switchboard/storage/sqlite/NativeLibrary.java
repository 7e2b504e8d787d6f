package dev.switchboard.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The driver's native part, unpacked once and kept beside the data. The driver itself unpacks it at every start, which takes a good part
 * of the start, and after a kill leaves it behind in the temporary directory for good.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** Points the driver to the unpacked library, unless somebody did so before. Where it cannot be kept, the driver has its way. */
    static void provide(DataDirectory directory) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream packed =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed != null && directory.privateToOwner()) {
                Path folder = directory.subdirectory("native");
                String versioned = SQLiteJDBCLoader.getVersion() + "-" + name;
                keep(packed.readAllBytes(), folder.resolve(versioned));
                System.setProperty(PATH, folder.toString());
                System.setProperty(NAME, versioned);
            }
        } catch (IOException e) {
            LOG.info("the database driver's library is not kept beside the data: {}", e.toString());
        }
    }

    /** Makes the file hold these bytes: a crash may have left a part of it, and an older driver another one. */
    private static void keep(byte[] library, Path file) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return;
        }
        Path fresh = file.resolveSibling("unpacking");
        Files.write(fresh, library);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
