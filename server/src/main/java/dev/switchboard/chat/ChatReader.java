package dev.switchboard.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one session or in all, from a position on: everything once and in order, except that a text that is being spoken is handed
 * over as it stands when the reader gets there. One thread at a time reads; any thread may close it.
 */
public interface ChatReader extends AutoCloseable {

    /**
     * What comes next, without waiting; safe on an event loop. Whoever reads is told of news only after a poll that found nothing more.
     *
     * @return empty when there is nothing new; null when what comes next has to be fetched with {@link #catchUp}
     */
    @Nullable
    List<ChatFrame> poll(int max);

    /**
     * As {@link #poll}, and may wait for the store: only on a virtual thread. A reader of all sessions goes on with the oldest frame that is
     * left; what it has missed is not told again.
     *
     * @throws dev.switchboard.problem.ProblemException {@code PastRetention} when what comes next is not kept any more
     */
    List<ChatFrame> catchUp(int max);

    @Override
    void close();
}
