package dev.switchboard.agent.tool.builtin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Collects the paths below a directory that fit a pattern. Links are found, but not followed. */
final class GlobWalk {
    private final Pattern pattern;
    private final boolean directories;
    private final boolean intoGit;
    private final int entriesMax;
    private final SearchBound bound;
    private final List<String> found = new ArrayList<>();
    private int visited;
    private boolean whole = true;

    /**
     * @param directories whether directories are collected, too
     * @param intoGit whether to look into {@code .git}
     */
    GlobWalk(Pattern pattern, boolean directories, boolean intoGit, int entriesMax, SearchBound bound) {
        this.pattern = pattern;
        this.directories = directories;
        this.intoGit = intoGit;
        this.entriesMax = entriesMax;
        this.bound = bound;
    }

    /**
     * @param prefix of the paths that are collected, empty or with a slash at its end
     * @param depth how many directories deep
     */
    void visit(Path directory, String prefix, int depth) {
        try {
            list(directory, prefix, depth);
        } catch (SearchBound.Over e) {
            whole = false;
        }
    }

    /** In the order of their characters. */
    List<String> found() {
        return found.stream().sorted().toList();
    }

    /** Whether everything was looked at. */
    boolean isWhole() {
        return whole;
    }

    int visited() {
        return visited;
    }

    private void list(Path directory, String prefix, int depth) {
        for (Path entry : entries(directory)) {
            bound.check();
            if (++visited > entriesMax) {
                throw new SearchBound.Over();
            }
            String name = entry.getFileName().toString();
            String path = prefix + name;
            if (pattern.matcher(bound.watched(path)).matches() && (directories || !Files.isDirectory(entry))) {
                found.add(path);
            }
            if (depth > 1 && (intoGit || !name.equals(".git")) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                list(entry, path + "/", depth - 1);
            }
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
