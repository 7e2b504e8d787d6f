package dev.switchboard.agent.tool.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Writes files. */
final class FileReplacement {
    private static final AtomicLong COUNT = new AtomicLong();

    private FileReplacement() {}

    /**
     * Gives a file new content in one step: whoever reads it sees the old or the new. Mode and owner stay. Where that cannot be done, in
     * a directory that may not be written or for a file of somebody else, the file is written in place.
     *
     * @param file a real path
     */
    static void replace(Path file, byte[] content) throws IOException {
        Path draft;
        try {
            draft = draft(file, content);
        } catch (AccessDeniedException e) {
            write(file, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.CREATE);
            return;
        }
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !takesAfter(draft, file)) {
                write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
            } else {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static void append(Path file, byte[] content) throws IOException {
        write(file, content, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private static Path draft(Path file, byte[] content) throws IOException {
        while (true) {
            Path draft = file.resolveSibling(
                    ".switchboard-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + ".tmp");
            try {
                write(draft, content, StandardOpenOption.CREATE_NEW);
                return draft;
            } catch (FileAlreadyExistsException e) {
                // Left by an earlier process with the same pid; the next name is tried.
            } catch (IOException e) {
                Files.deleteIfExists(draft);
                throw e;
            }
        }
    }

    /** Gives a draft the mode and owner of a file; false when that is not allowed. */
    private static boolean takesAfter(Path draft, Path file) throws IOException {
        for (String attribute : Set.of("unix:uid", "unix:gid")) {
            Object wanted = Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
            if (!wanted.equals(Files.getAttribute(draft, attribute, LinkOption.NOFOLLOW_LINKS))) {
                try {
                    Files.setAttribute(draft, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
                } catch (IOException e) {
                    return false;
                }
            }
        }
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        return true;
    }

    private static void write(Path file, byte[] content, StandardOpenOption... how) throws IOException {
        Set<OpenOption> options = new java.util.HashSet<>(Set.of(how));
        options.add(StandardOpenOption.WRITE);
        options.add(LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }
}
