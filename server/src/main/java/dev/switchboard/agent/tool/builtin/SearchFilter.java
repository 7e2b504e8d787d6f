package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which files a search looks into. In ripgrep's order: the glob of the query decides before everything else, then the rules of
 * {@code .gitignore}, the nearest first, then the type; what nobody has decided is searched unless it is hidden.
 */
final class SearchFilter {
    private final IgnoreRules glob;
    private final boolean globPicks;
    private final List<Pattern> type;

    private SearchFilter(IgnoreRules glob, boolean globPicks, List<Pattern> type) {
        this.glob = glob;
        this.globPicks = globPicks;
        this.type = type;
    }

    /** @throws Refused when the glob or the type makes no sense */
    static SearchFilter of(GrepEngine.Query query) {
        String glob = query.glob();
        return new SearchFilter(
                glob == null ? IgnoreRules.NONE : checked(glob),
                glob != null && !glob.startsWith("!"),
                query.type() == null ? List.of() : type(query.type()));
    }

    /**
     * A directory on the way to what is searched, and what it has to say about paths below it.
     *
     * @param parent absent for the outermost one that counts
     */
    record Level(
            Path directory, IgnoreRules rules, @Nullable Level parent) {
        /** The directory and those above it, up to the root of its repository. */
        static Level at(Path directory) {
            Path above = directory.getParent();
            return below(above == null || isRepository(directory) ? null : at(above), directory);
        }

        static Level below(@Nullable Level parent, Path directory) {
            return new Level(
                    directory,
                    IgnoreRules.in(directory.resolve(".gitignore")),
                    isRepository(directory) ? null : parent);
        }

        private static boolean isRepository(Path directory) {
            return Files.exists(directory.resolve(".git"));
        }
    }

    /**
     * @param entry a file or directory right in the directory of the level
     * @param path of the entry, with slashes, relative to the root of the search
     */
    boolean lets(Path entry, String path, boolean isDirectory, Level level, SearchBound bound) {
        String name = entry.getFileName().toString();
        IgnoreRules.Verdict verdict = glob.of(path, isDirectory, bound);
        if (verdict != IgnoreRules.Verdict.NONE) {
            return verdict == IgnoreRules.Verdict.FITS;
        }
        if (globPicks && !isDirectory) {
            return false;
        }
        IgnoreRules.Verdict ignored = ignored(entry, isDirectory, level, bound);
        if (ignored == IgnoreRules.Verdict.FITS) {
            return false;
        }
        if (!type.isEmpty() && !isDirectory) {
            return type.stream()
                    .anyMatch(each -> each.matcher(bound.watched(name)).matches());
        }
        return ignored == IgnoreRules.Verdict.FITS_NOT || !name.startsWith(".");
    }

    private static IgnoreRules.Verdict ignored(Path entry, boolean isDirectory, Level nearest, SearchBound bound) {
        for (Level level = nearest; level != null; level = level.parent) {
            IgnoreRules.Verdict verdict =
                    level.rules.of(level.directory.relativize(entry).toString(), isDirectory, bound);
            if (verdict != IgnoreRules.Verdict.NONE) {
                return verdict;
            }
        }
        return IgnoreRules.Verdict.NONE;
    }

    private static IgnoreRules checked(String glob) {
        try {
            GlobPattern.compile(glob);
        } catch (PatternSyntaxException e) {
            throw new Refused("glob: `" + glob + "` is no glob: " + e.getDescription(), "Failed to grep");
        }
        return IgnoreRules.of(List.of(glob).stream());
    }

    private static List<Pattern> type(String type) {
        List<String> globs = FileTypes.globs(type);
        if (globs == null) {
            throw new Refused(
                    "type: `" + type + "` (expected: one of " + FileTypes.known() + "; or use glob).",
                    "Failed to grep");
        }
        return globs.stream().map(GlobPattern::compile).toList();
    }
}
