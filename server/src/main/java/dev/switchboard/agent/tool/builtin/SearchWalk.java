package dev.switchboard.agent.tool.builtin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through the files below a directory, ordered by the bytes of the names along their paths. Links are not followed. */
final class SearchWalk {
    private final SearchFilter filter;
    private final SearchBound bound;

    SearchWalk(SearchFilter filter, SearchBound bound) {
        this.filter = filter;
        this.bound = bound;
    }

    /** Takes a file. */
    interface Visitor {
        /** @return whether more are wanted */
        boolean visit(Path file, String path);
    }

    /** @param root a real path; the paths that are visited are relative to it, with slashes */
    void visit(Path root, Visitor visitor) {
        visit("", SearchFilter.Level.at(root), visitor);
    }

    private boolean visit(String prefix, SearchFilter.Level level, Visitor visitor) {
        for (Path entry : entries(level.directory())) {
            bound.check();
            String path = prefix + entry.getFileName();
            BasicFileAttributes attributes = attributes(entry);
            if (attributes == null || !filter.lets(entry, path, attributes.isDirectory(), level, bound)) {
                continue;
            }
            boolean goOn = true;
            if (attributes.isDirectory()) {
                goOn = visit(path + "/", SearchFilter.Level.below(level, entry), visitor);
            } else if (attributes.isRegularFile()) {
                goOn = visitor.visit(entry, path);
            }
            if (!goOn) {
                return false;
            }
        }
        return true;
    }

    /** Absent when the entry is gone or out of sight. */
    private static @Nullable BasicFileAttributes attributes(Path entry) {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /** A directory that cannot be read counts as empty. */
    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        Collections.sort(entries);
        return entries;
    }
}
