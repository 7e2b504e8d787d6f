package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.ToolContext;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the file tools may go. What counts is where a path really leads, through symbolic links and {@code ..} as the system follows
 * them, not how it reads; for what does not exist yet, where its nearest existing ancestor leads. Shell commands are not held back by
 * this.
 */
final class Reach {
    private static final String OUTSIDE = "Path outside working directory";

    private final ToolContext context;

    Reach(ToolContext context) {
        this.context = context;
    }

    /**
     * The real path of what may be read; it need not exist.
     *
     * @param brief what people are told when it is outside
     * @throws Refused when it leads outside or nowhere
     */
    Path readable(String path, String brief) {
        Path real = real(path);
        if (isReadable(real)) {
            return real;
        }
        throw new Refused(
                "path: `" + path + "` leads outside the directories that may be read (expected: inside "
                        + context.workDir() + ").",
                brief);
    }

    Path readable(String path) {
        return readable(path, OUTSIDE);
    }

    /** Whether a real path is inside a directory that may be read. */
    boolean isReadable(Path real) {
        return real.startsWith(context.workDir())
                || context.readableDirs().stream().anyMatch(real::startsWith);
    }

    /**
     * The real path of a file that may be written; its directory exists, the file need not.
     *
     * @throws Refused when it leads outside or nowhere, or cannot be a file
     */
    Path writable(String path) {
        Path real = real(path);
        if (!real.startsWith(context.workDir())) {
            throw new Refused(
                    "path: `" + path + "` leads outside the work directory (expected: inside " + context.workDir()
                            + ").",
                    OUTSIDE);
        }
        if (Files.exists(real) && !Files.isRegularFile(real)) {
            throw new Refused("path: `" + path + "` is not a file.", "Invalid path");
        }
        Path directory = real.getParent();
        if (directory == null || !directory.startsWith(context.workDir()) || !Files.isDirectory(directory)) {
            throw new Refused("The directory of `" + path + "` does not exist.", "Parent directory not found");
        }
        return real;
    }

    /**
     * The real path of a file that exists and may be read.
     *
     * @throws Refused when it leads outside, does not exist or is no file
     */
    Path readableFile(String path) {
        Path real = readable(path);
        if (!Files.exists(real)) {
            throw new Refused("`" + path + "` does not exist.", "File not found");
        }
        if (!Files.isRegularFile(real)) {
            throw new Refused("`" + path + "` is not a file.", "Invalid path");
        }
        return real;
    }

    /** How a path inside reads best: relative to the work directory if it is in there. */
    String display(Path real) {
        return real.startsWith(context.workDir())
                ? context.workDir().relativize(real).toString()
                : real.toString();
    }

    /** Why a file could not be read or written, without the path, which the caller knows. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "it does not exist";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case IOException other -> String.valueOf(other.getMessage());
        };
    }

    private Path real(String text) {
        try {
            if (text.isBlank()) {
                throw new Refused("path: empty (expected: the path of a file or directory).", "Invalid path");
            }
            return real(text, context.workDir().resolve(text));
        } catch (InvalidPathException e) {
            throw new Refused("path: `" + text.replace('\0', '?') + "` is no path.", "Invalid path");
        }
    }

    private static Path real(String text, Path path) {
        Deque<Path> missing = new ArrayDeque<>();
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            missing.push(existing.getFileName());
            existing = existing.getParent();
        }
        try {
            Path real = existing.toRealPath();
            for (Path name : missing) {
                if (name.toString().equals("..")) {
                    throw new NoSuchFileException(text);
                }
                real = name.toString().equals(".") ? real : real.resolve(name);
            }
            return real;
        } catch (IOException e) {
            throw new Refused(
                    "path: `" + text + "` leads nowhere: a link or a directory in it is broken.", "Invalid path");
        }
    }
}
