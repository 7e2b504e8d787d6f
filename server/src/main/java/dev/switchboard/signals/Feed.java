package dev.switchboard.signals;

import dev.switchboard.journal.CommitListener;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.StreamId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands committed events, and the text of items that are still being spoken, to those who follow a stream. A follower is a position
 * and nothing more: it takes what it lacks from the stream's short shared tail, or from the store when it has fallen behind, so a
 * reader that never reads costs no memory and slows nobody.
 *
 * <p>Any thread may call. {@link #committed} runs on the writer thread and never waits for a reader.
 */
public final class Feed implements CommitListener {
    private final Journal journal;
    private final ConcurrentMap<StreamId, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicInteger followers = new AtomicInteger();
    private final AtomicLong tailChars = new AtomicLong();

    public Feed(Journal journal) {
        this.journal = journal;
    }

    /**
     * Follows a stream from a position: first what is stored after it, then what comes, without a seam.
     *
     * @param after at most the last number of the stream
     * @param deltas whether items are wanted while they are being spoken
     */
    public Follower follow(StreamId stream, long after, boolean deltas) {
        Follower[] made = new Follower[1];
        topics.compute(stream, (id, topic) -> {
            Topic used = topic == null ? new Topic(tailChars) : topic;
            made[0] = new Follower(this, journal, stream, used, after, deltas);
            used.add(made[0]);
            return used;
        });
        followers.incrementAndGet();
        return made[0];
    }

    /**
     * Opens an item. Whoever opens it logs it when it ends, and closes it in that transaction's {@code afterCommit}, so that no reader
     * sees it twice.
     *
     * @param after the last number of the stream that the speaker knows: the item comes after it
     */
    public OpenItem open(StreamId stream, String itemId, ItemKind kind, long after) {
        Topic[] used = new Topic[1];
        SpokenItem[] made = new SpokenItem[1];
        topics.compute(stream, (id, topic) -> {
            used[0] = topic == null ? new Topic(tailChars) : topic;
            made[0] = used[0].open(itemId, kind, after);
            return used[0];
        });
        return new OpenItem() {
            @Override
            public void append(String text) {
                used[0].append(made[0], text);
            }

            @Override
            public void close() {
                used[0].close(made[0]);
                dropIfIdle(stream);
            }
        };
    }

    @Override
    public void committed(List<Entry> entries) {
        Topic last = null;
        for (Entry entry : entries) {
            Topic topic = topics.get(entry.stream());
            if (topic == null) {
                continue;
            }
            topic.commit(entry);
            if (last != null && last != topic) {
                last.wake(false);
            }
            last = topic;
        }
        if (last != null) {
            last.wake(false);
        }
    }

    /** How many followers there are. */
    public int followers() {
        return followers.get();
    }

    /** How many streams have a follower or an open item. */
    int topics() {
        return topics.size();
    }

    void leave(Follower follower, StreamId stream, Topic topic) {
        if (topic.remove(follower)) {
            followers.decrementAndGet();
        }
        dropIfIdle(stream);
    }

    private void dropIfIdle(StreamId stream) {
        topics.computeIfPresent(stream, (id, topic) -> {
            if (!topic.idle()) {
                return topic;
            }
            topic.drop();
            return null;
        });
    }
}
