package dev.switchboard.tx;

/** One open transaction. Only the thread that runs the {@link Transactor} block may use it, and only until the block returns. */
public interface Tx {

    /** Undoes in memory what the block did in memory, if the transaction does not commit. Undos run in reverse order. */
    void onRollback(Runnable undo);

    /**
     * Runs after the commit, in the order of registration and of commits, on the thread that commits, before the caller of the block
     * hears of it. The action must be short, must not block and must not throw.
     */
    void afterCommit(Runnable action);
}
