package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The log of one session; its readers are positions. With a tail, a reader that is further behind has to go to the store. */
final class FakeSession {
    final String key;
    final AtomicInteger fetches = new AtomicInteger();
    private final List<LinkFrame> log = new ArrayList<>();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private int tail = Integer.MAX_VALUE;
    private long cursor;

    FakeSession(String key) {
        this.key = key;
    }

    int readers() {
        return readers.size();
    }

    /** From now on only so many frames can be polled; what is older is in the store. */
    synchronized void tail(int frames) {
        tail = frames;
    }

    /** A logged event. Quotes are written as apostrophes; {@code KEY} stands for the canonical key. */
    void event(String name, @Nullable Long seq, String payload) {
        String json = payload.replace("KEY", key).replace('\'', '"');
        LinkFrame frame;
        synchronized (this) {
            frame = new LinkFrame.Event(name, json.getBytes(StandardCharsets.UTF_8), seq, ++cursor, false, false);
        }
        publish(frame);
    }

    void publish(LinkFrame frame) {
        synchronized (this) {
            log.add(frame);
        }
        readers.forEach(Reader::tell);
    }

    synchronized SessionReader read(@Nullable Long since, Runnable onNews) {
        Reader reader = new Reader(onNews, log.size());
        if (since != null && since > cursor) {
            reader.first.add(new LinkFrame.Resync("gap"));
        } else if (since != null) {
            for (LinkFrame frame : log) {
                if (frame instanceof LinkFrame.Event event && event.cursor() > since) {
                    reader.first.add(new LinkFrame.Event(
                            event.name(), event.payload(), event.seq(), event.cursor(), true, event.synthetic()));
                }
            }
        }
        readers.add(reader);
        return reader;
    }

    private final class Reader implements SessionReader {
        private final List<LinkFrame> first = new ArrayList<>();
        private final Runnable onNews;
        private int next;

        Reader(Runnable onNews, int next) {
            this.onNews = onNews;
            this.next = next;
        }

        @Override
        public @Nullable List<LinkFrame> poll(int max) {
            synchronized (FakeSession.this) {
                boolean stored = !first.isEmpty() || log.size() - next > tail;
                return stored ? null : take(max);
            }
        }

        @Override
        public List<LinkFrame> catchUp(int max) {
            synchronized (FakeSession.this) {
                fetches.incrementAndGet();
                if (first.isEmpty()) {
                    return take(max);
                }
                List<LinkFrame> batch = first.subList(0, Math.min(max, first.size()));
                List<LinkFrame> taken = List.copyOf(batch);
                batch.clear();
                return taken;
            }
        }

        @Override
        public void close() {
            readers.remove(this);
        }

        void tell() {
            onNews.run();
        }

        private List<LinkFrame> take(int max) {
            int end = Math.min(log.size(), next + max);
            List<LinkFrame> taken = List.copyOf(log.subList(next, end));
            next = end;
            return taken;
        }
    }
}
