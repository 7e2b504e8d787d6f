package dev.switchboard.storage.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The directory of one server. Only its owner may look inside; a lock on a file in it keeps a second server out. */
final class DataDirectory implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    /**
     * The directories that this process holds. A second look at the lock file must not even open it: closing any channel of a file
     * gives up the process's lock on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes the directory if need be, and takes it. */
    static DataDirectory take(Path wanted) {
        try {
            Path path = make(wanted).toRealPath();
            if (!HELD.add(path)) {
                throw inUse(path);
            }
            FileChannel lock = null;
            try {
                Path file = ownerOnly(path.resolve("switchboard.lock"));
                lock = FileChannel.open(file, StandardOpenOption.WRITE);
                if (lock.tryLock() == null) {
                    throw inUse(path);
                }
                ownerOnly(path.resolve("switchboard.db"));
                return new DataDirectory(path, lock);
            } catch (IOException | RuntimeException e) {
                closeQuietly(lock);
                HELD.remove(path);
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException("data directory cannot be used: " + wanted + " (" + reason(e) + ")", e);
        }
    }

    /** Makes a directory, if there is none, that only its owner may look into. */
    static Path make(Path wanted) throws IOException {
        return Files.createDirectories(wanted, attributes(wanted, OWNER_DIRECTORY));
    }

    /** Whether nobody but the owner can put anything into a directory. */
    static boolean privateToOwner(Path path) throws IOException {
        return posix(path) && OWNER_DIRECTORY.containsAll(Files.getPosixFilePermissions(path));
    }

    /** The database. It exists, perhaps empty. */
    Path database() {
        return path.resolve("switchboard.db");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        closeQuietly(lock);
        HELD.remove(path);
    }

    private static DataDirectoryException inUse(Path path) {
        return new DataDirectoryException("data directory is in use by another server: " + path, null);
    }

    /** Makes the file, or takes from others what they may do with it. */
    private static Path ownerOnly(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, attributes(file, OWNER_FILE));
        } else if (posix(file)) {
            Files.setPosixFilePermissions(file, OWNER_FILE);
        }
        return file;
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) throws IOException {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "no such directory"
                : e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
