package dev.switchboard.tx;

import java.util.ArrayList;
import java.util.List;

/**
 * What a storage notes about the transaction of one block: what is undone if it does not commit, what follows its commit, and until when
 * which thread may use it.
 */
public abstract class BlockTx implements Tx {
    private final Thread thread = Thread.currentThread();
    private final List<Runnable> undos = new ArrayList<>(2);
    private final List<Runnable> actions = new ArrayList<>(2);
    private boolean open = true;

    /** Made on the thread that runs the block. */
    protected BlockTx() {}

    /** The transaction that a store was handed; refuses one of another storage, of another thread, and one that is over. */
    protected static <T extends BlockTx> T own(Tx tx, Class<T> type) {
        if (!type.isInstance(tx)) {
            throw new IllegalArgumentException("tx: " + tx.getClass().getName() + " (expected: one of this storage)");
        }
        T own = type.cast(tx);
        own.requireOpen();
        return own;
    }

    @Override
    public final void onRollback(Runnable undo) {
        requireOpen();
        undos.add(undo);
    }

    @Override
    public final void afterCommit(Runnable action) {
        requireOpen();
        actions.add(action);
    }

    /** The block has returned: nobody may use this any more. */
    public final void end() {
        open = false;
    }

    /** What undoes the block's changes in memory, last things first. */
    public final List<Runnable> undos() {
        return undos.reversed();
    }

    /** What runs after the commit, in its order. */
    public final List<Runnable> actions() {
        return actions;
    }

    protected final void requireOpen() {
        if (!open || !thread.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "tx used outside its block (expected: on its thread, before the block returns)");
        }
    }
}
