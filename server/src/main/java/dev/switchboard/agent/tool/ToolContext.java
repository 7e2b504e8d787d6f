package dev.switchboard.agent.tool;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a call of a tool happens. */
public interface ToolContext {

    /** The directory of the run, a real path. Shell commands start here; files inside may be read and written. */
    Path workDir();

    /** Further directories, real paths, whose files may be read. */
    List<Path> readableDirs();

    /**
     * Commits the intent to change something. Returns when it is durable: after a crash, a call with an intent and no result counts as
     * "interrupted, outcome unknown" and is not repeated.
     *
     * @param group the processes that will do it, held until now, so that recovery can end them; absent for changes made in process
     */
    void intend(@Nullable ProcessGroup group);

    /** Shows output while the tool is still at work. The result holds the whole, or its head and tail. */
    void output(String fragment);
}
