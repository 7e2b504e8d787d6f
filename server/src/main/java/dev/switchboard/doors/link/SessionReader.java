package dev.switchboard.doors.link;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in one session of a gateway, from a position on, each thing once. One thread at a time reads; any thread may close it. */
public interface SessionReader extends AutoCloseable {

    /**
     * What comes next, without waiting; safe on an event loop.
     *
     * @return empty when there is nothing new; null when what comes next has to be read from the store with {@link #catchUp}
     */
    @Nullable
    List<LinkFrame> poll(int max);

    /** As {@link #poll}, and may wait for the store: only on a virtual thread. */
    List<LinkFrame> catchUp(int max) throws InterruptedException;

    @Override
    void close();
}
