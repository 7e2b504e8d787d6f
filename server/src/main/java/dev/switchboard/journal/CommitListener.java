package dev.switchboard.journal;

import java.util.List;

/** Hears of events once they are durable. */
public interface CommitListener {

    /**
     * The entries of one commit, in the order of their commit. Called on the writer thread after the commit and before the writers'
     * callers are told, so that whatever a caller does next comes after these entries for every reader. Must not block or throw.
     */
    void committed(List<Entry> entries);
}
