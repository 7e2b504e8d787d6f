package dev.switchboard.runs;

import dev.switchboard.agent.tool.ProcessGroup;

/** Ends processes that tools of an earlier server process left at work. */
@FunctionalInterface
public interface Leftovers {

    /** Ends the group as a whole if it is still the one that was meant. Returns whether there was something to end. */
    boolean end(ProcessGroup group);
}
