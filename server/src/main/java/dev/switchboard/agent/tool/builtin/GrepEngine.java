package dev.switchboard.agent.tool.builtin;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Searches the contents of files. Files come ordered by the names along their paths; what {@code .gitignore} names is left out, and so
 * are hidden and binary files, unless the glob or the type of a query fits them.
 */
interface GrepEngine {

    /**
     * Hands over what it finds until the report wants no more.
     *
     * @throws dev.switchboard.agent.tool.Refused when the pattern or a filter makes no sense
     * @throws InterruptedException when interrupted; the search has ended by then
     */
    void search(Query query, GrepReport report) throws InterruptedException;

    /** What is wanted of each file. */
    enum Mode {
        FILES,
        CONTENT,
        COUNTS
    }

    /**
     * @param root a directory, a real path
     * @param file the name of the one file in it that is searched; absent for all below it
     * @param glob of paths below the root, in the language of {@code .gitignore}; it goes before all other rules
     * @param before lines of context; only for {@link Mode#CONTENT}, as is {@code after}
     * @param multiline whether a match may span lines, and {@code .} fits their ends
     */
    record Query(
            Path root,
            @Nullable String file,
            String pattern,
            @Nullable String glob,
            @Nullable String type,
            Mode mode,
            int before,
            int after,
            boolean ignoreCase,
            boolean multiline) {}
}
